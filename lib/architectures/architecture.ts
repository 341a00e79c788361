import type { Coupling } from "../couplings/coupling.ts";
import type { Dataset, Examples } from "../datasets/dataset.ts";
import type { Dropout } from "../layers/conditioned_layer.ts";
import type { Interpolant } from "../paths/interpolant.ts";
import type { Source } from "../sources/source.ts";
import type { Parameter, Parameters } from "../tensor/parameters.ts";
import type { Shape, Tensor } from "../tensor/types.ts";

export type { Dropout };

/** What a network is applied to. */
export interface NetworkInput {
  /** The shape of one example, without the batch axis. */
  readonly shape: Shape;
  /** How many arrays of that shape it answers with, along the last axis; 1 unless given. */
  readonly heads?: number;
  /** How many classes the examples have, if the network is told the class; undefined or 0 if it is not. */
  readonly classes?: number;
  /** What it is to learn: of use to {@linkcode Oracle}s alone, which need it. */
  readonly problem?: FlowProblem;
}

/** What a network is told besides point and time. */
export interface Conditions {
  /**
   * The class of each example, `[B]`, whole numbers from 0, or {@linkcode NO_CLASS} for an example whose class is not
   * told. Given to networks with `classes`, and to no others.
   */
  readonly label?: Tensor | undefined;
  /** The masks of dropout by name, `[B, ...shape]` each; absent where nothing is dropped, as when samples are drawn. */
  readonly masks?: ReadonlyMap<string, Tensor> | undefined;
}

/** The label of an example whose class the network is not told. */
export const NO_CLASS = -1;

/** The law of `(x0, x1, x_t)`. */
export interface FlowProblem {
  /** Where `x1` comes from. */
  readonly dataset: Pick<Dataset, "law">;
  /** Where `x0` comes from. */
  readonly source: Pick<Source, "isStandardNormal">;
  /** How they are paired. */
  readonly coupling: Pick<Coupling, "isIndependent" | "bridgeWidth">;
  /** What lies between them. */
  readonly interpolant: Interpolant;
}

/** A network family with its hyperparameters chosen; the input's shape makes a network, or an oracle, of it. */
export interface Architecture<Built extends Network | Oracle = Network | Oracle> {
  /**
   * Lays the network out for an input.
   *
   * @throws {Failure} If the architecture cannot take such an input.
   */
  build(input: NetworkInput): Built;
}

/** A network: its parameters, and the function that they parametrise. */
export interface Network {
  /** The parameters in order, under PyTorch's names and in PyTorch's layouts. */
  readonly parameters: readonly Parameter[];
  /** Whether it is told the class of an example; not so unless given. */
  readonly takesClass?: boolean;
  /** Where it drops activations in training; nowhere unless given. */
  readonly dropouts?: readonly Dropout[];
  /** A safetensors file with the parameters to begin with; drawn at random unless given. */
  readonly weights?: string | undefined;
  /** Names of arrays that such a file may hold besides, since PyTorch stores what the network computes; none unless given. */
  readonly buffers?: readonly string[];
  /**
   * The forward pass.
   *
   * @param params The parameters' values by name.
   * @param x Points on the path, `[B, ...shape]`.
   * @param t Times, `[B]` in `[0, 1]`.
   * @param conditions What else it is told; nothing unless given.
   * @returns The prediction, `[B, ...shape]` with the last axis `heads` times as long.
   */
  apply(params: Parameters, x: Tensor, t: Tensor, conditions?: Conditions): Tensor;
}

/** What is expected of a pair and of the noise between them, given a point: each as many numbers as the point. */
export interface Expectation {
  /** `E[x1 | x_t = x]`. */
  readonly x1: Float64Array;
  /** `E[x0 | x_t = x]`. */
  readonly x0: Float64Array;
  /** `E[z | x_t = x]`. */
  readonly z: Float64Array;
}

/**
 * What a perfectly trained network would know: the conditional expectations themselves, in double precision. There
 * is nothing to train, so what a run with it gets wrong is the solver's doing alone.
 */
export interface Oracle {
  /** Whether the velocity has no limit at `t = 1`, so that the last step has to jump to the data. */
  readonly endsInJump: boolean;
  /**
   * Gets ready to answer.
   *
   * @param examples The data, for oracles that are made of them.
   * @returns The expectations at one point.
   */
  open(examples: Examples): (x: ArrayLike<number>, t: number, out: Expectation) => void;
}

/** Tells an oracle from a network. */
export function isOracle(network: Network | Oracle): network is Oracle {
  return "open" in network;
}

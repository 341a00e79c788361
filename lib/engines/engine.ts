import type { Shape, Tensor } from "../tensor/types.ts";

/** A function of named tensors: what an engine compiles. It may use any TensorFlow.js operation. */
export type TensorFunction = (inputs: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>;

/** Named arrays, row after row; their shapes are fixed when the function is compiled. */
export type Arrays = Readonly<Record<string, Float32Array>>;

/** What a function is compiled for. */
export interface Signature {
  /** The inputs that change from call to call, with their shapes. */
  readonly inputs: Readonly<Record<string, Shape>>;
  /** Inputs whose values are known now and never change, such as trained weights. */
  readonly constants?: Readonly<Record<string, { readonly shape: Shape; readonly data: Float32Array }>>;
  /**
   * Inputs that outputs of the same name and shape feed, as a training step's state.
   *
   * Where they are given, even if there are none, a call does the function several times, each time on what the last
   * made of these inputs; the results are the same bits as those of as many calls. The other inputs, of which there is
   * at least one, then hold their arrays for every time, one after the other, and say by their length how often. Of
   * the outputs, those that feed are what the last time made, and the others hold their arrays for every time.
   */
  readonly carried?: readonly string[];
}

/** A compiled function. */
export interface Program {
  /**
   * Runs the function: once, or as often as the inputs say where there are carried ones.
   *
   * @param inputs One array for every input of the signature; they are not changed, unless they are in `into` too.
   * @param into Arrays that receive outputs, by name, so that none are made for them. An array may be an input's as
   * well, which is read first; otherwise they share no memory.
   * @returns One array for every output: that of `into`, or a fresh one.
   * @throws {RangeError} If an input is missing, or an array has the wrong length.
   */
  run(inputs: Arrays, into?: Arrays): Promise<Arrays>;
  /** Frees what the program holds. */
  dispose(): Promise<void>;
}

/** Something that runs tensor functions. Nothing in an engine knows what flow matching is. */
export interface Engine {
  /** What runs and where, for `environment.json`: versions, device, threads. */
  describe(): Promise<Readonly<Record<string, string | number>>>;
  /**
   * Compiles a function for fixed shapes.
   *
   * @throws {Failure} If the function uses an operation that the engine does not have, or does not put out what it is
   * to carry.
   */
  compile(fn: TensorFunction, signature: Signature): Promise<Program>;
}

import type { Parameter, Parameters } from "../tensor/parameters.ts";
import type { Shape, Tensor } from "../tensor/types.ts";

/** What every layer of a network is told beside its own input. */
export interface Condition {
  /** What stands for the time, the class and the like, `[B, E]`. */
  readonly embedding: Tensor;
  /** The masks of dropout by name, `[B, ...shape]`; absent where nothing is dropped. */
  readonly masks?: ReadonlyMap<string, Tensor> | undefined;
}

/** A place at which activations are dropped in training. */
export interface DropoutPlace {
  /** Its name, under which a {@linkcode Condition} has its mask. */
  readonly name: string;
  /** The shape of one example's activations there. */
  readonly shape: Shape;
  /** The probability of being dropped, in `(0, 1)`. */
  readonly rate: number;
}

/** A piece of a network that also knows the time, or drops activations. Every `Layer` is one that does neither. */
export interface ConditionedLayer {
  /** The parameters, in the order in which PyTorch would list them. */
  readonly parameters: readonly Parameter[];
  /** Where it drops activations; nowhere unless given. */
  readonly dropouts?: readonly DropoutPlace[];
  /**
   * Applies the layer.
   *
   * @param params The values of the whole network's parameters, by name.
   * @param x Activations, `[B, ...]`.
   * @param condition What the layers of the network share.
   */
  apply(params: Parameters, x: Tensor, condition: Condition): Tensor;
}

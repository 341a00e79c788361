import type { Parameter, Parameters } from "../tensor/parameters.ts";
import type { Shape, Tensor } from "../tensor/types.ts";

/** What every layer of a network is told beside its own input. */
export interface Condition {
  /** What stands for the time, the class and the like, `[B, E]`. */
  readonly embedding: Tensor;
  /** The masks of dropout by name, `[B, ...shape]`; absent where nothing is dropped. */
  readonly masks?: ReadonlyMap<string, Tensor> | undefined;
}

/**
 * A place in a network where activations are dropped while it is trained: it multiplies them by a mask whose entries
 * are 0 with probability `rate`, and `1/(1 − rate)` otherwise.
 */
export interface Dropout {
  /** The layer's name in the network, which also names the random stream of its masks. */
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
  readonly dropouts?: readonly Dropout[];
  /**
   * Applies the layer.
   *
   * @param params The values of the whole network's parameters, by name.
   * @param x Activations, `[B, ...]`.
   * @param condition What the layers of the network share.
   */
  apply(params: Parameters, x: Tensor, condition: Condition): Tensor;
}

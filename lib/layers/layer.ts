import type { Parameter, Parameters } from "../tensor/parameters.ts";
import type { Tensor } from "../tensor/types.ts";

/** A piece of a network: the parameters that it declares, and the function that uses them. */
export interface Layer {
  /** The parameters, in the order in which PyTorch would list them. */
  readonly parameters: readonly Parameter[];
  /**
   * Applies the layer.
   *
   * @param params The values of the whole network's parameters, by name.
   * @param x Activations, `[B, ...]`.
   */
  apply(params: Parameters, x: Tensor): Tensor;
}

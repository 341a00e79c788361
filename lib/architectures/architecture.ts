import type { Parameter, Parameters } from "../tensor/parameters.ts";
import type { Shape, Tensor } from "../tensor/types.ts";

/** What a network is applied to. */
export interface NetworkInput {
  /** The shape of one example, without the batch axis. */
  readonly shape: Shape;
}

/** A network family with its hyperparameters chosen; the input's shape makes a network of it. */
export interface Architecture {
  /**
   * Lays the network out for an input.
   *
   * @throws {Failure} If the architecture cannot take inputs of that shape.
   */
  build(input: NetworkInput): Network;
}

/** A network: its parameters, and the function that they parametrise. */
export interface Network {
  /** The parameters in order, under PyTorch's names and in PyTorch's layouts. */
  readonly parameters: readonly Parameter[];
  /**
   * The forward pass.
   *
   * @param params The parameters' values by name.
   * @param x Points on the path, `[B, ...shape]`.
   * @param t Times, `[B]` in `[0, 1]`.
   * @returns The prediction, of the shape of `x`.
   */
  apply(params: Parameters, x: Tensor, t: Tensor): Tensor;
}

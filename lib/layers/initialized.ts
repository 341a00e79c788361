import type { Parameter } from "../tensor/parameters.ts";
import type { Layer } from "./layer.ts";

/** How a layer's parameters start. */
export interface Initializers {
  /** How every weight starts. */
  readonly weight: Parameter["initialize"];
  /** How every bias starts. */
  readonly bias: Parameter["initialize"];
}

/**
 * A layer that starts from other values than its own.
 *
 * @param layer The layer; what it computes stays as it is.
 * @param initializers How its weights and biases, which their names tell apart, start instead.
 */
export function initialized(layer: Layer, { weight, bias }: Initializers): Layer {
  return {
    ...layer,
    parameters: layer.parameters.map((parameter) => ({
      ...parameter,
      initialize: parameter.name.endsWith(".bias") ? bias : weight,
    })),
  };
}

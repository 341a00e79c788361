import * as tf from "../tensor/tf.ts";
import type { Layer } from "./layer.ts";

/**
 * `x + f(x)`: a layer that learns what to add to its input.
 *
 * @param block The `f`, whose outputs have the shape of its inputs.
 * @see He et al., "Deep residual learning for image recognition", 2016, section 3.1
 */
export function residual(block: Layer): Layer {
  return { parameters: block.parameters, apply: (params, x) => tf.add(x, block.apply(params, x)) };
}

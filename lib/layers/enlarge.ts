import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";

/**
 * Repeats every pixel in both directions: nearest-neighbour enlarging by a whole factor.
 *
 * The gradient is spelled out, as the sum over the copies of each pixel, because that of TensorFlow.js 4.22's
 * own resize is wrong on its plain JavaScript backend.
 *
 * @param x Images, `[B, H, W, C]`.
 * @param factor How many times, a whole number.
 * @returns `[B, H·factor, W·factor, C]`.
 */
export function enlarge(x: Tensor, factor: number): Tensor {
  const resize = tf.customGrad((image) => {
    const [, height, width] = (image as Tensor).shape;
    return {
      value: tf.image.resizeNearestNeighbor(image as tf.Tensor4D, [height! * factor, width! * factor]),
      gradFunc: (dy) => tf.mul(tf.avgPool(dy as tf.Tensor4D, factor, factor, "valid"), factor * factor),
    };
  });
  return resize(x);
}

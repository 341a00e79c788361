import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";

/**
 * The means of squares of pixels: average pooling by a whole factor.
 *
 * @param x Images, `[B, H, W, C]`, with sides that are multiples of the factor.
 * @param factor The side of the squares, a whole number.
 * @returns `[B, H/factor, W/factor, C]`.
 */
export function shrink(x: Tensor, factor: number): Tensor {
  return tf.avgPool(x as tf.Tensor4D, factor, factor, "valid");
}

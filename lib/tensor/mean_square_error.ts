import * as tf from "./tf.ts";
import type { Tensor } from "./types.ts";

/**
 * The mean over the entries of each example of the squared difference.
 *
 * @param a Examples, `[B, ...]`.
 * @param b Others of the same shape.
 * @returns One number per example, `[B]`.
 */
export function meanSquareError(a: Tensor, b: Tensor): Tensor {
  const axes = a.shape.slice(1).map((_, i) => i + 1);
  return tf.mean(tf.squaredDifference(a, b), axes);
}

import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";

/**
 * Labels as coordinates: 1 for the class and 0 for all others, and zeros where the label is no class.
 *
 * @param labels Whole numbers, `[B]`.
 * @param classes How many classes there are.
 * @returns `[B, classes]`.
 */
export function oneHot(labels: Tensor, classes: number): Tensor {
  const all = tf.tensor(Float32Array.from({ length: classes }, (_, c) => c), [1, classes], "float32");
  return tf.cast(tf.equal(tf.reshape(labels, [-1, 1]), all), "float32");
}

import * as tf from "../../lib/tensor/tf.ts";
import type { Shape, Tensor } from "../../lib/tensor/types.ts";

/** A float32 tensor; TensorFlow.js itself does not take arrays of doubles. */
export function tensor(values: ArrayLike<number>, shape: Shape): Tensor {
  return tf.tensor(Float32Array.from(values), [...shape], "float32");
}

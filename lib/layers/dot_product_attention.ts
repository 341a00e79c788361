import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";

/**
 * Scaled dot-product attention, `softmax(Q Kᵀ/√d) V`.
 *
 * @param query `Q`, `[N, T, d]`: `N` independent heads, of `T` tokens each.
 * @param key `K`, `[N, T, d]`.
 * @param value `V`, `[N, T, d]`.
 * @returns `[N, T, d]`.
 * @see Vaswani et al., "Attention is all you need", 2017, section 3.2.1, https://arxiv.org/abs/1706.03762
 */
export function dotProductAttention(query: Tensor, key: Tensor, value: Tensor): Tensor {
  const width = query.shape.at(-1)!;
  // both factors are scaled before the product, which keeps its entries small
  const scale = width ** -0.25;
  const weights = tf.softmax(tf.matMul(tf.mul(query, scale), tf.mul(key, scale), false, true));
  return tf.matMul(weights, value);
}

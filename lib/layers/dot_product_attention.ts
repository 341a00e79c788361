import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import { withGradient } from "../tensor/with_gradient.ts";

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
  // both factors are scaled before the product, which keeps its entries small
  const scale = query.shape.at(-1)! ** -0.25;
  return attend(tf.mul(query, scale), tf.mul(key, scale), value);
}

/** What every token looks at, `softmax(Q Kᵀ)`, `[N, T, T]`. */
function weightsOf(query: Tensor, key: Tensor): Tensor {
  return tf.softmax(tf.matMul(query, key, false, true));
}

/**
 * `O = P V` with `P = softmax(Q Kᵀ)`, and its gradient: `dV = Pᵀ dO`, `dQ = S K` and `dK = Sᵀ Q` with
 * `S = P ∘ (dO Vᵀ − D)`, where `D`, the sums along the rows of `P ∘ dO Vᵀ`, is that of `O ∘ dO`, a product of fewer
 * entries.
 *
 * @see Dao et al., "FlashAttention", 2022, appendix B.2, https://arxiv.org/abs/2205.14135
 */
const attend = withGradient(
  (query: Tensor, key: Tensor, value: Tensor) => tf.matMul(weightsOf(query, key), value),
  (dy, query, key, value) => {
    const weights = weightsOf(query, key);
    const rowSums = tf.sum(tf.mul(tf.matMul(weights, value), dy), -1, true);
    const slopes = tf.mul(weights, tf.sub(tf.matMul(dy, value, false, true), rowSums));
    return [tf.matMul(slopes, key), tf.matMul(slopes, query, true), tf.matMul(weights, dy, true)];
  },
);

import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";

/** What is added to the variance: that of vision transformers, not PyTorch's default. */
const EPSILON = 1e-6;

/**
 * Brings every token to mean 0 and variance 1 over its own numbers, `(x − μ)/√(σ² + 1e-6)`, as
 * `torch.nn.LayerNorm` with `eps=1e-6` and without a scale and a shift of its own.
 *
 * @param x Tokens along the last axis, `[..., D]`.
 * @returns `[..., D]`.
 * @see Ba, Kiros and Hinton, "Layer normalization", 2016, https://arxiv.org/abs/1607.06450
 */
export function layerNorm(x: Tensor): Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, EPSILON)));
}

import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";

/**
 * Scales and shifts all of an example's activations alike: `x·(1 + scale) + shift`.
 *
 * @param x Activations, `[B, ..., D]`.
 * @param shift `[B, 1, ..., D]`.
 * @param scale `[B, 1, ..., D]`; 0 leaves the activations as they are.
 * @returns `[B, ..., D]`.
 * @see Perez et al., "FiLM", 2018, equation 2, https://arxiv.org/abs/1709.07871; with `1 +` as in Dhariwal and Nichol,
 * "Diffusion models beat GANs on image synthesis", 2021, section 3
 */
export function modulate(x: Tensor, shift: Tensor, scale: Tensor): Tensor {
  return tf.add(tf.mul(x, tf.add(scale, 1)), shift);
}

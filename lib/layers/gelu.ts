import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import { withGradient } from "../tensor/with_gradient.ts";

/** `√(8/π)`, the slope of the sigmoid's argument at 0. */
const SLOPE = Math.sqrt(8 / Math.PI);
/** How much steeper it becomes, per square of `x`. */
const CUBIC = 0.044715;

/**
 * The Gaussian error linear unit `x·Φ(x)` by its approximation `x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³)))`, as
 * `torch.nn.GELU(approximate="tanh")`.
 *
 * Computed as `x·sigmoid(√(8/π)·(x + 0.044715·x³))`, which is the same function in fewer operations.
 *
 * @param x Numbers of any shape.
 * @returns The same shape.
 * @see Hendrycks and Gimpel, "Gaussian error linear units", 2016, section 2, https://arxiv.org/abs/1606.08415
 */
export function gelu(x: Tensor): Tensor {
  return apply(x);
}

/** `s = sigmoid(u)` with `u = √(8/π)·(x + 0.044715·x³)`. */
function gate(x: Tensor): Tensor {
  return tf.sigmoid(tf.mul(x, tf.add(tf.mul(tf.square(x), SLOPE * CUBIC), SLOPE)));
}

/** The derivative `s·(1 + x·u′·(1 − s))`, in fewer operations than the rules for products lead to. */
function derivative(x: Tensor): Tensor {
  const s = gate(x);
  const rise = tf.mul(x, tf.add(tf.mul(tf.square(x), 3 * SLOPE * CUBIC), SLOPE));
  return tf.mul(s, tf.add(tf.mul(rise, tf.sub(1, s)), 1));
}

const apply = withGradient((x: Tensor): Tensor => tf.mul(x, gate(x)), (dy, x) => tf.mul(dy, derivative(x)));

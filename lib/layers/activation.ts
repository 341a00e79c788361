import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import { withGradient } from "../tensor/with_gradient.ts";
import type { Layer } from "./layer.ts";

const timesSigmoid = (x: Tensor): Tensor => tf.mul(x, tf.sigmoid(x));

/** `x·σ(x)`, whose gradient `σ(x)·(1 + x − x·σ(x))` uses what there is already. */
const silu = withGradient(
  timesSigmoid,
  (dy, x) => tf.mul(dy, tf.mul(tf.sigmoid(x), tf.add(tf.sub(x, timesSigmoid(x)), 1))),
);

// the constants of Klambauer et al., "Self-normalizing neural networks", 2017, in double precision
const SELU_SCALE = 1.0507009873554804934193349852946;
const SELU_SCALE_ALPHA = 1.7580993408473768599402175208123;

/** `s·x` for positive `x`, else `s·α·(exp(x) − 1)`; its gradient is `dy` times `s` or `s·α·exp(x)`. */
const selu = withGradient((x: Tensor): Tensor => tf.selu(x), (dy, x) => {
  const rising = tf.fill(x.shape, SELU_SCALE);
  return tf.mul(dy, tf.where(tf.greater(x, 0), rising, tf.mul(tf.exp(x), SELU_SCALE_ALPHA)));
});

const functions = {
  elu: (x: Tensor) => tf.elu(x),
  relu: (x: Tensor) => tf.relu(x),
  selu,
  silu,
  softplus: (x: Tensor) => tf.softplus(x),
  tanh: (x: Tensor) => tf.tanh(x),
};

/** The name of an activation function. */
export type ActivationName = keyof typeof functions;

/** The activation functions by name, for an option's list of choices. */
export const ACTIVATIONS: readonly [ActivationName, ...ActivationName[]] = [
  "elu",
  "relu",
  "selu",
  "silu",
  "softplus",
  "tanh",
];

/**
 * A function applied to every entry.
 *
 * @param name Which one.
 */
export function activation(name: ActivationName): Layer {
  return { parameters: [], apply: (_params, x) => functions[name](x) };
}

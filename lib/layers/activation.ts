import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import type { Layer } from "./layer.ts";

const functions = {
  elu: (x: Tensor) => tf.elu(x),
  relu: (x: Tensor) => tf.relu(x),
  selu: (x: Tensor) => tf.selu(x),
  silu: (x: Tensor) => tf.mul(x, tf.sigmoid(x)),
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

import type { Stream } from "../random/stream.ts";
import { sizeOf } from "./shape.ts";
import * as tf from "./tf.ts";
import type { Shape, Tensor } from "./types.ts";

/** The declaration of one trainable array. */
export interface Parameter {
  /** Its name in checkpoints: PyTorch's, where a PyTorch twin of the network exists. */
  readonly name: string;
  /** Its shape, in PyTorch's layout. */
  readonly shape: Shape;
  /** Writes the initial value, drawing from a stream that belongs to this parameter alone. */
  initialize(out: Float32Array, draws: Stream): void;
}

/** The values of a network's parameters, by name. */
export type Parameters = ReadonlyMap<string, Tensor>;

/**
 * The length of the flat vector that holds all parameters one after the other.
 *
 * @param parameters The parameters in order.
 * @returns The sum of their sizes.
 */
export function parameterCount(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/**
 * Cuts a flat vector into the parameters that it holds.
 *
 * @param parameters The parameters in order.
 * @param flat All their entries, one after the other, `[N]`.
 * @returns Each parameter in its shape, in the same order.
 */
export function unflatten(parameters: readonly Parameter[], flat: Tensor): Tensor[] {
  let offset = 0;
  return parameters.map(({ shape }) => {
    const size = sizeOf(shape);
    const part = tf.reshape(tf.slice(flat, [offset], [size]), [...shape]);
    offset += size;
    return part;
  });
}

/**
 * Joins arrays into one flat vector, in order: the inverse of {@linkcode unflatten}.
 *
 * @param tensors Arrays of any shape.
 * @returns All their entries, `[N]`.
 */
export function flatten(tensors: readonly Tensor[]): Tensor {
  return tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])), 0);
}

/**
 * Pairs parameters with their values.
 *
 * @param parameters The parameters in order.
 * @param values Their values in the same order.
 * @returns A map from name to value.
 */
export function named(parameters: readonly Parameter[], values: readonly Tensor[]): Parameters {
  return new Map(parameters.map(({ name }, i) => [name, values[i]!]));
}

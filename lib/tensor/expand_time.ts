import * as tf from "./tf.ts";
import type { Tensor } from "./types.ts";

/**
 * Gives one number per example the rank of the examples, so that it broadcasts: the one place where time meets
 * data.
 *
 * @param t One number per example, `[B]`.
 * @param rank The rank of the examples, counting the batch axis.
 * @returns The same numbers as `[B, 1, ..., 1]`.
 */
export function expandTime(t: Tensor, rank: number): Tensor {
  return tf.reshape(t, [t.shape[0]!, ...Array<number>(rank - 1).fill(1)]);
}

/**
 * Appends the time to every point as one more channel, or one more coordinate.
 *
 * @param x Points, `[B, ..., C]`.
 * @param t Times, `[B]`.
 * @returns `[B, ..., C + 1]`.
 */
export function appendTime(x: Tensor, t: Tensor): Tensor {
  const plane = tf.broadcastTo(expandTime(t, x.rank), [...x.shape.slice(0, -1), 1]);
  return tf.concat([x, plane], -1);
}

import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";

/** The value of a function and its derivative. */
export interface ValueAndSlope<Value = number> {
  /** The function. */
  readonly value: Value;
  /** Its derivative. */
  readonly slope: Value;
}

/** A growing function on `[0, n]` with a continuous derivative. */
export interface MonotoneCubic {
  /** The function at one place, in `[0, n]`. */
  at(x: number): ValueAndSlope;
  /** The place in `[0, n]` where the function has a value; the nearer end for one that it does not take. */
  inverse(value: number): number;
  /** The function at many places. */
  tensors(x: Tensor): ValueAndSlope<Tensor>;
}

/** Halvings after which a place among 100 000 is known to 1e-16. */
const HALVINGS = 70;

/**
 * The cubic Hermite interpolant of growing values at `0, 1, …, n`.
 *
 * Slopes are limited to `[½, 3]` times the smaller of the adjacent differences, which keeps it growing; where
 * they are those of a smooth function they stay as they are, and its error is of fourth order.
 *
 * @param values The values, strictly increasing; two or more.
 * @param slopes The derivative that is wanted at each.
 * @returns The interpolant; it takes the given values exactly.
 * @see Fritsch and Carlson, "Monotone piecewise cubic interpolation", 1980, section 3
 */
export function monotoneCubic(values: Float64Array, slopes: Float64Array): MonotoneCubic {
  const count = values.length - 1;
  const difference = (k: number): number => values[k + 1]! - values[k]!;
  const limited = slopes.map((slope, k) => {
    const least = Math.min(difference(Math.max(k - 1, 0)), difference(Math.min(k, count - 1)));
    return Math.min(Math.max(slope, least / 2), 3 * least);
  });
  const piece = (k: number): [number, number, number, number] => {
    const [left, right, rise] = [limited[k]!, limited[k + 1]!, difference(k)];
    return [values[k]!, left, 3 * rise - 2 * left - right, left + right - 2 * rise];
  };
  const pieces = Array.from({ length: count }, (_, k) => piece(k));

  const at = (x: number): ValueAndSlope => {
    const k = Math.min(Math.floor(x), count - 1);
    const [c0, c1, c2, c3] = pieces[k]!;
    const f = x - k;
    return { value: c0 + f * (c1 + f * (c2 + f * c3)), slope: c1 + f * (2 * c2 + f * 3 * c3) };
  };

  return {
    at,
    inverse(value) {
      let [low, high] = [0, count];
      for (let i = 0; i < HALVINGS; i++) {
        const x = (low + high) / 2;
        if (at(x).value < value) low = x;
        else high = x;
      }
      return (low + high) / 2;
    },
    tensors(x) {
      const k = tf.minimum(tf.floor(x), count - 1);
      const f = tf.sub(x, k);
      const [c0, c1, c2, c3] = [0, 1, 2, 3].map((power) =>
        tf.gather(tf.tensor1d(pieces.map((piece) => piece[power]!), "float32"), tf.cast(k, "int32"))
      ) as [Tensor, Tensor, Tensor, Tensor];
      /** `a + f·b`. */
      const then = (a: Tensor, b: Tensor): Tensor => tf.add(a, tf.mul(f, b));
      return {
        value: then(c0, then(c1, then(c2, c3))),
        slope: then(c1, then(tf.mul(2, c2), tf.mul(3, c3))),
      };
    },
  };
}

import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import type { PathCoefficients, PathTensors } from "./path.ts";

/**
 * The least `σ` that tensors divide by: smaller than any that these paths, at ordinary rates, have at a
 * float32 time before `t = 1`, so that `σ̇` is right before the end and finite at it.
 */
const LEAST_SIGMA = 1e-6;

/**
 * Completes the coefficients of a path with `α² + σ² = 1`, on which `σ̇ = −α·α̇/σ`.
 *
 * @param known The others. Where `σ = 0` and `α̇ > 0`, at the end of such a path, `σ̇` is `−∞`.
 * @returns All four.
 */
export function preserving(known: Omit<PathCoefficients, "sigmaDot">): PathCoefficients {
  return { ...known, sigmaDot: -known.alpha * known.alphaDot / known.sigma };
}

/** The same for tensors; where `σ = 0` the derivative is large instead of infinite. */
export function preservingTensors(known: Omit<PathTensors, "sigmaDot">): PathTensors {
  const { alpha, sigma, alphaDot } = known;
  const sigmaDot = tf.neg(tf.div(tf.mul(alpha, alphaDot), tf.maximum(sigma, LEAST_SIGMA)));
  return { ...known, sigmaDot };
}

/** The decay `T = −2·ln α` of the data, which falls to 0 along a path, and its derivative. */
export interface Decay<Value = number> {
  /** `T`, at least 0. */
  readonly decay: Value;
  /** `dT/dt`, less than 0. */
  readonly rate: Value;
}

/**
 * The coefficients of a path with `α² + σ² = 1` from the decay: `α = e^{−T/2}`, `σ = √(1 − e^{−T})`.
 *
 * @param decay The decay and its rate at one time.
 * @returns The coefficients; `σ̇` is `−∞` where nothing has decayed.
 */
export function decayed({ decay, rate }: Decay): PathCoefficients {
  const alpha = Math.exp(-decay / 2);
  return preserving({ alpha, sigma: Math.sqrt(-Math.expm1(-decay)), alphaDot: -0.5 * rate * alpha });
}

/** The same for tensors. */
export function decayedTensors({ decay, rate }: Decay<Tensor>): PathTensors {
  const alpha = tf.exp(tf.mul(-0.5, decay));
  return preservingTensors({
    alpha,
    sigma: tf.sqrt(tf.sub(0, tf.expm1(tf.neg(decay)))),
    alphaDot: tf.mul(-0.5, tf.mul(rate, alpha)),
  });
}

/** The decay at which such a path has the ratio `α/σ`: `T = ln(1 + (σ/α)²)`. */
export function decayOf(ratio: number): number {
  return Math.log1p(ratio ** -2);
}

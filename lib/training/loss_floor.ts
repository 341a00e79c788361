import type { Coefficients } from "../paths/interpolant.ts";
import type { Regression } from "../targets/target.ts";

/** A pair of jointly normal coordinates: a standard normal source, and data of some spread. */
export interface NormalPair {
  /** The standard deviation of the data. */
  readonly spread: number;
  /** The covariance of source and data. */
  readonly covariance: number;
}

/**
 * The least mean squared error, per entry, of an estimate of a regressand given a point of an interpolant between
 * jointly normal source and data: the conditional variance `Var r − Cov(r, x_t)²/Var x_t`.
 *
 * For the velocity on the straight path, independent pairs and uniform times its mean is `πS/2`.
 *
 * @param at The coefficients.
 * @param regression The regressand's weights.
 * @param pair The law of source and data.
 */
export function normalLossFloor(
  { alpha, sigma, gamma }: Coefficients,
  { x1, x0, z }: Regression,
  { spread, covariance }: NormalPair,
): number {
  const s2 = spread ** 2;
  const variance = alpha ** 2 * s2 + sigma ** 2 + 2 * alpha * sigma * covariance + gamma ** 2;
  const own = x1 ** 2 * s2 + x0 ** 2 + 2 * x1 * x0 * covariance + z ** 2;
  const shared = x1 * (alpha * s2 + sigma * covariance) + x0 * (sigma + alpha * covariance) + z * gamma;
  return Math.max(0, own - shared ** 2 / variance);
}

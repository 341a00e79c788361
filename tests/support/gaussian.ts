import type { PathCoefficients } from "../../lib/paths/path.ts";

/** What is known in closed form about Gaussian data on an affine path, at one point and time. */
export interface GaussianTruth {
  /** `E[x1 | x_t = x]`. */
  readonly data: number;
  /** `E[x0 | x_t = x]`. */
  readonly source: number;
  /** `E[ẋ_t | x_t = x]`. */
  readonly velocity: number;
}

/**
 * The conditional expectations and the marginal velocity for data `N(mean, spread²)` and a source `N(0, 1)`.
 *
 * With `Σ² = α²S² + σ²`: `E[x1 | x] = m + αS²/Σ²·(x − αm)`, `E[x0 | x] = σ/Σ²·(x − αm)` and
 * `v = α̇m + Σ̇/Σ·(x − αm)`, where `Σ̇Σ = αα̇S² + σσ̇`.
 */
export function gaussianTruth(
  { mean, spread }: { readonly mean: number; readonly spread: number },
  { alpha, sigma, alphaDot, sigmaDot }: PathCoefficients,
  x: number,
): GaussianTruth {
  const variance = alpha ** 2 * spread ** 2 + sigma ** 2;
  const offset = x - alpha * mean;
  return {
    data: mean + alpha * spread ** 2 / variance * offset,
    source: sigma / variance * offset,
    velocity: alphaDot * mean + (alpha * alphaDot * spread ** 2 + sigma * sigmaDot) / variance * offset,
  };
}

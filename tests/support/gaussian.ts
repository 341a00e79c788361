import type { GammaCoefficients } from "../../lib/gammas/gamma.ts";
import type { PathCoefficients } from "../../lib/paths/path.ts";

/** What is known in closed form about Gaussian data on an interpolant, at one point and time. */
export interface GaussianTruth {
  /** `E[x1 | x_t = x]`. */
  readonly data: number;
  /** `E[x0 | x_t = x]`. */
  readonly source: number;
  /** `E[z | x_t = x]`. */
  readonly latent: number;
  /** `E[ẋ_t | x_t = x]`. */
  readonly velocity: number;
  /** `∇ log p_t(x)`. */
  readonly score: number;
}

/**
 * The conditional expectations, the marginal velocity and the score for data `N(mean, spread²)` and an independent
 * source `N(0, 1)`.
 *
 * With `Σ² = α²S² + σ² + γ²`: `E[x1 | x] = m + αS²/Σ²·(x − αm)`, `E[x0 | x] = σ/Σ²·(x − αm)`,
 * `E[z | x] = γ/Σ²·(x − αm)`, `s = −(x − αm)/Σ²` and `v = α̇m + Σ̇/Σ·(x − αm)`, where `Σ̇Σ = αα̇S² + σσ̇ + γγ̇`.
 */
export function gaussianTruth(
  { mean, spread }: { readonly mean: number; readonly spread: number },
  { alpha, sigma, alphaDot, sigmaDot, gamma = 0, gammaProduct = 0 }:
    & PathCoefficients
    & Partial<GammaCoefficients>,
  x: number,
): GaussianTruth {
  const variance = alpha ** 2 * spread ** 2 + sigma ** 2 + gamma ** 2;
  const offset = (x - alpha * mean) / variance;
  return {
    data: mean + alpha * spread ** 2 * offset,
    source: sigma * offset,
    latent: gamma * offset,
    velocity: alphaDot * mean + (alpha * alphaDot * spread ** 2 + sigma * sigmaDot + gammaProduct) * offset,
    score: -offset,
  };
}

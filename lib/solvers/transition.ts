import type { PathCoefficients } from "../paths/path.ts";

/**
 * The Gaussian transition `x_s = scale·x_t + √variance·z` from a later time `t` back to an earlier time `s`.
 */
export interface Transition {
  /** `a = α_s/α_t`. */
  readonly scale: number;
  /** `τ² = σ_s² − a²σ_t²`, at least 0. */
  readonly variance: number;
}

/**
 * The transition that takes the law of `x_t` given data to that of `x_s`, for two times of a path, `s < t`.
 *
 * On a path with `α² + σ² = 1` it is a step of the noising process of diffusion models: `a = √(1 − β)`,
 * `τ² = β`. Every affine path has one, since `α/σ` grows.
 *
 * @param from The coefficients at the earlier time `s`.
 * @param to The coefficients at the later time `t`.
 * @see Kingma et al., "Variational Diffusion Models", 2021, appendix A, https://arxiv.org/abs/2107.00630
 */
export function transition(from: PathCoefficients, to: PathCoefficients): Transition {
  const scale = from.alpha / to.alpha;
  // Rounding may leave a step that hardly moves with a variance below 0.
  return { scale, variance: Math.max(0, from.sigma ** 2 - (scale * to.sigma) ** 2) };
}

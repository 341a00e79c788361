import type { Tensor } from "../tensor/types.ts";

/** The width of a stochastic interpolant at one time. */
export interface GammaCoefficients {
  /** `γ(t)`, the weight of the latent noise `z`, at least 0. */
  readonly gamma: number;
  /** `dγ/dt`; infinite where it diverges, which it may do at an end only. */
  readonly gammaDot: number;
  /** `γ·dγ/dt`, which is finite everywhere. */
  readonly gammaProduct: number;
}

/** The same for a batch of times. */
export type GammaTensors = { readonly [Coefficient in keyof GammaCoefficients]: Tensor };

/**
 * The width `γ(t)` of the noise that a stochastic interpolant adds to the path between a pair:
 * `x_t = α(t)·x1 + σ(t)·x0 + γ(t)·z`, `z ~ N(0, I)` independent of the pair.
 *
 * @see Albergo, Boffi and Vanden-Eijnden, "Stochastic Interpolants", 2023, section 2,
 * https://arxiv.org/abs/2303.08797
 */
export interface Gamma {
  /** Whether `γ = 0` at all times, so that no noise has to be drawn. */
  readonly isZero: boolean;
  /**
   * The coefficients at one time.
   *
   * @param t A time in `[0, 1]`, both ends included.
   */
  at(t: number): GammaCoefficients;
  /**
   * The coefficients in tensor operations; see `Path.tensors`.
   *
   * @param t Times in `[0, 1]`, of any shape.
   */
  tensors(t: Tensor): GammaTensors;
}

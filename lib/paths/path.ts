/** A path's coefficients and their derivatives with respect to `t`, at one time. */
export interface PathCoefficients {
  /** The weight of the data, `α(t)`. */
  readonly alpha: number;
  /** The weight of the source, `σ(t)`. */
  readonly sigma: number;
  /** `dα/dt`. */
  readonly alphaDot: number;
  /** `dσ/dt`. */
  readonly sigmaDot: number;
}

/**
 * An interpolation path `x_t = α(t)·x1 + σ(t)·x0`, from source at `t = 0` to data at `t = 1`.
 *
 * The whole of a path is four numbers per time. They are computed in double precision outside the compiled
 * step and enter it as inputs, so a path is ordinary arithmetic: nothing to trace, nothing to differentiate.
 *
 * @see Lipman et al., "Flow Matching for Generative Modeling", 2023, section 4, https://arxiv.org/abs/2210.02747
 */
export interface Path {
  /**
   * The coefficients at one time.
   *
   * @param t A time in `[0, 1]`.
   */
  at(t: number): PathCoefficients;
}

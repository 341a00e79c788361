import type { Coefficients } from "../paths/interpolant.ts";

/** What an error of 1 in what a head is compared with means elsewhere, at one time. */
export interface ErrorFactors {
  /** The error that it makes in the velocity. */
  readonly velocity: number;
  /** The error that it makes in the expected data. */
  readonly data: number;
}

/** How much each time counts in the loss. */
export interface Weighting {
  /**
   * Whether examples are weighted by the inverse density of their times as well, so that the loss is that of
   * uniform times whatever the time sampler; the sampler then decides about the variance alone.
   */
  readonly importance: boolean;
  /**
   * The weight of an example's squared error.
   *
   * @param at The coefficients at its time.
   * @param errors What an error in what the network is compared with means.
   * @returns At least 0; infinite where the weight diverges.
   */
  weight(at: Coefficients, errors: ErrorFactors): number;
}

import type { Stream } from "../random/stream.ts";

/** The distribution of training times. */
export interface TimeSampler {
  /**
   * Draws the times of one batch. Times of a batch may depend on each other; each alone has the stated density.
   *
   * @param count The batch size.
   * @param draws The step's stream.
   * @returns Times in `[0, 1)`, one per example.
   */
  sample(count: number, draws: Stream): Float64Array;
  /**
   * The probability density of a time, with respect to the uniform distribution.
   *
   * @param t A time in `(0, 1)`.
   */
  density(t: number): number;
}

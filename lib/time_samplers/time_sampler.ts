import type { Stream } from "../random/stream.ts";

/** The distribution of training times. */
export interface TimeSampler {
  /**
   * Draws the times of one batch.
   *
   * @param count The batch size.
   * @param draws The step's stream.
   * @returns Times in `[0, 1)`, one per example.
   */
  sample(count: number, draws: Stream): Float64Array;
}

import type { TimeSampler } from "./time_sampler.ts";

/** The largest time that is drawn, the largest double below 1. */
const LARGEST = 1 - 2 ** -53;

/** What stands for 0 among the uniform numbers, where a quantile would be infinite: half their spacing. */
const SMALLEST = 2 ** -54;

/**
 * Brings a number that is a time but for rounding into `[0, 1)`.
 *
 * @param t A number that may have been rounded to 1, or to slightly less than 0.
 * @returns The nearest double of `[0, 1)`.
 */
export function belowOne(t: number): number {
  return Math.min(Math.max(t, 0), LARGEST);
}

/**
 * Draws each time from one uniform number: `t = F⁻¹(u)`.
 *
 * @param quantile The inverse of the distribution function, growing, for `u` in `(0, 1)`.
 * @param density The density that belongs to it.
 * @returns The sampler; an example's time does not depend on the size of the batch.
 */
export function inverseTransform(
  quantile: (u: number) => number,
  density: (t: number) => number,
): TimeSampler {
  return {
    sample(count, draws) {
      const times = new Float64Array(count);
      for (let i = 0; i < count; i++) times[i] = belowOne(quantile(Math.max(draws.uniform(), SMALLEST)));
      return times;
    },
    density,
  };
}

import { type Component, noOptions } from "../component.ts";
import type { TimeSampler } from "./time_sampler.ts";

/** The golden section: of all steps round a circle, the one whose multiples keep farthest apart. */
const STEP = (Math.sqrt(5) - 1) / 2;

/**
 * The golden ratio's sequence from a random start, `t_i = (u + i·φ) mod 1`.
 *
 * The times of a batch, and of any run of neighbours in it, are nearly evenly spread; each time alone is
 * uniform. Unlike stratified times they do not depend on the size of the batch.
 */
export const goldenRatio: Component<TimeSampler> = {
  summary: "the golden ratio's evenly spread sequence, from a random start",
  formula: "t_i = (u + i·φ) mod 1,  φ = (√5 − 1)/2",
  reference: 'Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences", 2018, ' +
    "https://extremelearning.com.au/unreasonable-effectiveness-of-quasirandom-sequences/",
  options: noOptions,
  create: () => ({
    sample(count, draws) {
      const start = draws.uniform();
      return new Float64Array(count).map((_, i) => (start + i * STEP) % 1);
    },
    density: () => 1,
  }),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import type { TimeGrid } from "./time_grid.ts";
import { timesOfRatios } from "./times_of_ratios.ts";

const options = z.strictObject({
  lowest: z.number().min(-20).max(20).default(-5).describe(
    "where the first step ends: ln(α/σ) near the noise",
  ),
  highest: z.number().min(-20).max(20).default(5).describe(
    "where the last step begins: ln(α/σ) near the data",
  ),
});

/**
 * Times evenly spaced in `λ = ln(α/σ)`, half the logarithm of the signal-to-noise ratio, as DPM-Solver takes
 * them.
 *
 * The ratio is 0 or infinite at the ends of most paths, so `λ` has bounds, and the first step comes from
 * `t = 0` and the last goes to `t = 1`. A single time between the ends is in the middle of the bounds.
 */
export const logSnr: Component<TimeGrid, z.output<typeof options>> = {
  summary: "even steps in the logarithm of the signal-to-noise ratio",
  formula: "ln(α/σ) = λ_min + i/(n−2)·(λ_max − λ_min),  i = 0…n−2, and the ends 0 and 1",
  reference: 'Lu et al., "DPM-Solver", 2022, section 3.3, https://arxiv.org/abs/2206.00927',
  options,
  create({ lowest, highest }) {
    if (!(lowest < highest)) {
      throw new RangeError(`highest must be greater than lowest: got ${highest} and ${lowest}`);
    }
    return {
      times(steps, path) {
        const ratios = Array.from({ length: steps - 1 }, (_, i) => {
          const part = steps === 2 ? 0.5 : i / (steps - 2);
          return Math.exp(lowest + part * (highest - lowest));
        });
        return timesOfRatios(ratios, path);
      },
    };
  },
};

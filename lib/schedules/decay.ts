import { z } from "zod";
import type { Schedule } from "./schedule.ts";

/** The options of schedules that rise and then fall until the run ends. */
export const decayOptions = {
  warmupSteps: z.int().min(0).default(0)
    .describe("the learning rate rises on a line from 0 over so many steps; 0 for no warm-up"),
  finalFactor: z.number().min(0).max(1).default(0)
    .describe("what is left of the learning rate in the last step"),
};

/** Where such a schedule turns, and where it ends. */
export interface DecayNumbers {
  /** The last step of the warm-up `w`; 0 for none. */
  readonly warmupSteps: number;
  /** The factor of the last step, in `[0, 1]`. */
  readonly finalFactor: number;
}

/**
 * A warm-up on a line, then a decay down to the final factor in the last step: `n/w` up to step `w`, and
 * `c + (1 − c)·r(p)`, `p = (n − w)/(N − w)`, after it.
 *
 * A run of fewer steps than the warm-up ends within it.
 *
 * @param numbers Where it turns, and where it ends.
 * @param remainder What is left of the way down, from `r(0) = 1` to `r(1) = 0`.
 */
export function decay(
  { warmupSteps, finalFactor }: DecayNumbers,
  remainder: (progress: number) => number,
): Schedule {
  return {
    factor(step, steps) {
      if (step <= warmupSteps) return step / warmupSteps;
      const progress = (step - warmupSteps) / (steps - warmupSteps);
      return finalFactor + (1 - finalFactor) * remainder(progress);
    },
  };
}

import { z } from "zod";

/** The most steps that a solver takes at the user's word. */
const MOST_STEPS = 100000;

/**
 * The option `steps` of a solver that takes fixed steps.
 *
 * @param usual Its default.
 * @returns The field: an integer from 1 to 100000.
 */
export function stepsField(usual: number): z.ZodDefault<z.ZodInt> {
  return z.int().min(1).max(MOST_STEPS).default(usual).describe("how many steps, along the time grid");
}

/**
 * The option `steps` of a solver that chooses its steps itself unless it is given.
 *
 * @returns The field: an integer from 1 to 100000, without a default.
 */
export function fixedStepsField(): z.ZodOptional<z.ZodInt> {
  return z.int().min(1).max(MOST_STEPS).optional()
    .describe("takes so many steps along the time grid instead, whatever the error");
}

/**
 * The times between equal steps, each computed from its number, so that rounding does not add up.
 *
 * @param steps How many steps, an integer of at least 1.
 * @param from The first time.
 * @param to The last time, which the grid has exactly.
 * @returns `steps + 1` times.
 * @throws {RangeError} If `steps` is not a positive integer.
 */
export function equalTimes(steps: number, from: number = 0, to: number = 1): Float64Array {
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new RangeError(`Cannot take ${steps} steps: expected an integer of at least 1`);
  }
  return Float64Array.from(
    { length: steps + 1 },
    (_, step) => step === steps ? to : from + (to - from) * step / steps,
  );
}

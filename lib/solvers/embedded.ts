import { z } from "zod";
import type { OptionsSchema } from "../component.ts";
import { adaptive } from "./adaptive.ts";
import { rungeKutta } from "./runge_kutta.ts";
import type { Solver } from "./solver.ts";
import { fixedStepsField } from "./steps.ts";
import type { EmbeddedTableau } from "./tableau.ts";

/** The options of a solver with an error estimate. */
export interface EmbeddedOptions {
  /** How large the error of a step may be, in parts of an entry's size. */
  readonly relativeTolerance: number;
  /** Added to that. */
  readonly absoluteTolerance: number;
  /** The most steps that a sample tries. */
  readonly maxSteps: number;
  /** Takes so many fixed steps instead. */
  readonly steps?: number | undefined;
}

/** The schema of these options. */
export const embeddedOptions: OptionsSchema<EmbeddedOptions> = z.strictObject({
  relativeTolerance: z.number().positive().max(1).default(1e-5)
    .describe("the error that a step may make, in parts of the entry's size"),
  absoluteTolerance: z.number().positive().max(1).default(1e-5)
    .describe("the error that a step may make in an entry near 0; both tolerances are added"),
  maxSteps: z.int().min(1).max(1000000).default(1000)
    .describe("a sample that has tried so many steps stays where it is, and is reported as unfinished"),
  steps: fixedStepsField(),
});

/**
 * A Runge-Kutta pair as its options have it: adaptive, or with a number of fixed steps.
 *
 * @param tableau The coefficients of both methods.
 * @param options The options.
 * @returns The solver.
 * @throws {RangeError} If the tableau is not that of an explicit pair of its orders.
 */
export function embeddedRungeKutta(
  tableau: EmbeddedTableau,
  { relativeTolerance, absoluteTolerance, maxSteps, steps }: EmbeddedOptions,
): Solver {
  if (steps !== undefined) return rungeKutta(tableau, steps);
  return adaptive(tableau, {
    tolerance: { relative: relativeTolerance, absolute: absoluteTolerance },
    maxSteps,
  });
}

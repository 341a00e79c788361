import { explicitStep } from "./explicit_step.ts";
import { fixedSteps } from "./fixed_steps.ts";
import type { Field, Solution, SolveOptions, Solver, State } from "./solver.ts";
import { checkTableau, type Tableau } from "./tableau.ts";

/**
 * Runs the coefficients of an explicit method over fixed steps, whatever they converge to.
 *
 * @param tableau The coefficients, which are not checked; {@linkcode rungeKutta} checks them.
 * @param steps How many steps the times are to have.
 * @returns The solver. It follows whatever times it is given.
 */
export function uncheckedRungeKutta(tableau: Tableau, steps: number): Solver {
  function solve<S extends State>(
    field: Field<S>,
    start: S,
    options: SolveOptions<S>,
  ): Promise<Solution<S>> {
    const step = explicitStep({ tableau, field, state: start, samples: options.samples ?? 1 });
    return fixedSteps(start, options, step);
  }
  return { order: tableau.order, steps, needs: "velocity", needsGaussianSource: false, solve };
}

/**
 * An explicit Runge-Kutta method over fixed steps.
 *
 * @param tableau The method's coefficients.
 * @param steps How many steps the times are to have.
 * @returns The solver. It follows whatever times it is given.
 * @throws {RangeError} If the tableau is not that of an explicit method of its order.
 */
export function rungeKutta(tableau: Tableau, steps: number): Solver {
  checkTableau(tableau);
  return uncheckedRungeKutta(tableau, steps);
}

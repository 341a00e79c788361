import type { Solution, SolveOptions, Solver, State, VelocityFunction } from "./solver.ts";
import { checkTableau, type Tableau } from "./tableau.ts";

/** A stage and its weight. */
interface Term {
  readonly stage: State;
  readonly weight: number;
}

/** Pairs stages with weights, leaving out those that do not count. */
function termsOf(weights: readonly number[], stages: readonly State[]): Term[] {
  return weights.map((weight, i) => ({ stage: stages[i]!, weight })).filter(({ weight }) => weight !== 0);
}

/** `out = x + h·Σ weight·stage`; each entry is summed in double precision and rounded once. */
function advance(out: State, x: State, h: number, terms: readonly Term[]): void {
  for (let e = 0; e < out.length; e++) {
    let slope = 0;
    for (let i = 0; i < terms.length; i++) slope += terms[i]!.weight * terms[i]!.stage[e]!;
    out[e] = x[e]! + h * slope;
  }
}

/**
 * Runs the coefficients of an explicit method over equal steps, whatever they converge to.
 *
 * Every entry of the state goes its own way, so a sample's result does not depend on its neighbours.
 *
 * @param tableau The coefficients, which are not checked; {@linkcode rungeKutta} checks them.
 * @param steps How many equal steps, an integer of at least 1. Going from a time to itself takes none.
 * @returns The solver.
 * @throws {RangeError} If `steps` is not a positive integer.
 */
export function equalSteps(tableau: Tableau, steps: number): Solver {
  const { order, a, b, c } = tableau;
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new RangeError(`Cannot take ${steps} steps: expected an integer of at least 1`);
  }

  async function solve<S extends State>(
    velocity: VelocityFunction<S>,
    start: S,
    { from = 0, to = 1, onStep }: SolveOptions<S> = {},
  ): Promise<Solution<S>> {
    const x = start.slice() as S;
    const point = start.slice() as S;
    const stages = c.map(() => start.slice() as S);
    const stageTerms = a.map((row) => termsOf(row, stages));
    const stepTerms = termsOf(b, stages);
    // Computed from the step's number, so that rounding does not add up, and exactly `to` in the end.
    const timeAt = (step: number): number => step === steps ? to : from + (to - from) * step / steps;

    let evaluations = 0;
    onStep?.(x, from);
    for (let step = 0; step < steps && from !== to; step++) {
      const time = timeAt(step);
      const next = timeAt(step + 1);
      for (let i = 0; i < stages.length; i++) {
        advance(point, x, next - time, stageTerms[i]!);
        // `time + 1·h` may round to just outside the interval, where the velocity need not exist.
        const found = await velocity(point, c[i] === 1 ? next : time + c[i]! * (next - time));
        if (found.length !== x.length) {
          throw new RangeError(
            `The velocity has ${found.length} entries: expected ${x.length}, as the state`,
          );
        }
        stages[i]!.set(found);
        evaluations++;
      }
      advance(x, x, next - time, stepTerms);
      onStep?.(x, next);
    }
    return { x, evaluations };
  }

  return { order, solve };
}

/**
 * An explicit Runge-Kutta method over equal steps.
 *
 * @param tableau The method's coefficients.
 * @param steps How many equal steps, an integer of at least 1.
 * @returns The solver.
 * @throws {RangeError} If the tableau is not that of an explicit method of its order, or `steps` is not a
 * positive integer.
 */
export function rungeKutta(tableau: Tableau, steps: number): Solver {
  checkTableau(tableau);
  return equalSteps(tableau, steps);
}

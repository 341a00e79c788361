import { evaluate } from "./evaluate.ts";
import type { Field, State } from "./solver.ts";
import type { Tableau } from "./tableau.ts";
import { advance, termsOf, weightedSum } from "./weighted_sum.ts";

/** What an explicit step is made for. */
export interface ExplicitStepParts<S extends State> {
  /** The coefficients, which are not checked. */
  readonly tableau: Tableau;
  /** Where velocities come from. */
  readonly field: Field<S>;
  /** A state, for its length and type. */
  readonly state: S;
  /** How many samples it holds. */
  readonly samples: number;
}

/**
 * Takes a state from one time to the next, in place.
 *
 * @param known The velocity at the start of the step, where it has been evaluated already.
 * @returns How often the field was called.
 */
export type ExplicitStep<S extends State> = (x: S, time: number, next: number, known?: S) => Promise<number>;

/**
 * Makes the step of an explicit Runge-Kutta method for samples that are all at one time.
 *
 * Every entry of the state goes its own way, so a sample's result does not depend on its neighbours. Each is
 * summed in double precision and rounded once per stage.
 *
 * @param parts The method, the field, and the kind of state.
 * @returns The step, which keeps its buffers between calls.
 */
export function explicitStep<S extends State>(
  { tableau, field, state, samples }: ExplicitStepParts<S>,
): ExplicitStep<S> {
  const { a, b, c } = tableau;
  // A last stage that has no weight in the step is there to estimate the error.
  const count = b.findLastIndex((weight) => weight !== 0) + 1;
  const stages = Array.from({ length: count }, () => state.slice() as S);
  const stageTerms = a.map((row) => termsOf(row, stages));
  const stepTerms = termsOf(b.slice(0, count), stages);
  const point = state.slice() as S;
  const slope = new Float64Array(state.length);
  const t = new Float64Array(samples);

  return async (x, time, next, known) => {
    const h = next - time;
    if (known) stages[0]!.set(known);
    for (let i = known ? 1 : 0; i < count; i++) {
      weightedSum(slope, stageTerms[i]!, slope.length);
      advance(point, x, h, slope);
      // `time + 1·h` may round to just outside the step, where the velocity need not exist.
      t.fill(c[i] === 1 ? next : time + c[i]! * h);
      await evaluate(field, point, t, stages[i]!);
    }
    weightedSum(slope, stepTerms, slope.length);
    advance(x, x, h, slope);
    return known ? count - 1 : count;
  };
}

import { evaluate } from "./evaluate.ts";
import { explicitStep } from "./explicit_step.ts";
import { fixedSteps } from "./fixed_steps.ts";
import type { Field, Solution, SolveOptions, Solver, State } from "./solver.ts";
import { checkTableau, type Tableau } from "./tableau.ts";
import { advance, termsOf, weightedSum } from "./weighted_sum.ts";

/** What an Adams-Bashforth method is made of. */
export interface AdamsBashforthParts {
  /** Its order, the number of velocities that it remembers: an integer in `[1, 4]`. */
  readonly order: number;
  /** The method that takes the first steps, of the same order, so that they cost no accuracy. */
  readonly starter: Tableau;
  /** How many steps the times are to have. */
  readonly steps: number;
}

/**
 * The weights of the last velocities in an Adams-Bashforth step: `(1/h)·∫ L_j(t) dt` over the step, where
 * `L_j` is the polynomial through the times of the velocities that is 1 at the `j`th and 0 at the others.
 *
 * @param times The times of the velocities, the latest first: at most 4, all different.
 * @param next The time that the step goes to.
 * @returns One weight for each time; they sum to 1.
 */
export function adamsBashforthWeights(times: readonly number[], next: number): number[] {
  const h = next - times[0]!;
  const nodes = times.map((time) => (time - times[0]!) / h);
  const lagrange = (j: number, s: number): number =>
    nodes.reduce((product, node, i) => i === j ? product : product * (s - node) / (nodes[j]! - node), 1);
  // Simpson's rule is exact for polynomials of degree 3.
  return nodes.map((_, j) => (lagrange(j, 0) + 4 * lagrange(j, 1 / 2) + lagrange(j, 1)) / 6);
}

/**
 * A multistep method: each step follows the polynomial through the velocities of the last steps, and
 * evaluates only one of its own.
 *
 * The weights are those of the very times, so steps may have any lengths.
 *
 * @param parts The order, how to start, and the number of steps.
 * @returns The solver. It follows whatever times it is given.
 * @throws {RangeError} If the starter's tableau is not that of an explicit method of its order.
 * @see Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, sections III.1 and
 * III.5
 */
export function adamsBashforth({ order, starter, steps }: AdamsBashforthParts): Solver {
  checkTableau(starter);

  function solve<S extends State>(field: Field<S>, start: S, options: SolveOptions<S>): Promise<Solution<S>> {
    const { samples = 1 } = options;
    const startStep = explicitStep({ tableau: starter, field, state: start, samples });
    const slope = new Float64Array(start.length);
    const t = new Float64Array(samples);
    const history: { time: number; velocity: S }[] = [];

    return fixedSteps(start, options, async (x, time, next) => {
      const velocity = history.length === order ? history.pop()!.velocity : start.slice() as S;
      await evaluate(field, x, t.fill(time), velocity);
      history.unshift({ time, velocity });
      if (history.length < order) return 1 + await startStep(x, time, next, velocity);

      const weights = adamsBashforthWeights(history.map((past) => past.time), next);
      weightedSum(slope, termsOf(weights, history.map((past) => past.velocity)), slope.length);
      advance(x, x, next - time, slope);
      return 1;
    });
  }

  return { order, steps, needs: "velocity", needsGaussianSource: false, solve };
}

import { Batch } from "./batch.ts";
import { proportionalIntegral } from "./controller.ts";
import { EmbeddedStep } from "./embedded_step.ts";
import { chooseFirstSteps } from "./first_step.ts";
import { Frames } from "./frames.ts";
import { Journey } from "./journey.ts";
import { checkedSamples } from "./samples.ts";
import type { Field, Solution, SolveOptions, Solver, State } from "./solver.ts";
import { equalTimes } from "./steps.ts";
import { checkTableau, type EmbeddedTableau } from "./tableau.ts";
import { checkedTimes } from "./times.ts";
import type { Tolerance } from "./tolerance.ts";

/** What an adaptive method keeps to. */
export interface AdaptiveLimits {
  /** How large the error of a step may be. */
  readonly tolerance: Tolerance;
  /** The most steps that a sample tries. */
  readonly maxSteps: number;
}

/** The equal intervals at whose ends an observer sees the samples. */
const INTERVALS = 32;

/**
 * An explicit Runge-Kutta method that chooses the lengths of its steps by their error.
 *
 * Every sample has a time, a step and a history of errors of its own, so that its result does not depend on
 * its neighbours. All samples under way try a step together; those that have arrived leave the batch, and the
 * network is called with the rest. A sample that can go no further, because it has tried `maxSteps` steps or
 * because its steps have become too short to move the time, stays where its last accepted step took it.
 *
 * It calls the field twice to choose the first steps, and then once for each stage but the first of every
 * step that is tried.
 *
 * @param tableau The method's coefficients.
 * @param limits The tolerance, and the most steps.
 * @returns The solver.
 * @throws {RangeError} If the tableau is not that of an explicit pair of its orders whose last stage is the
 * first of the next step.
 * @see Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, section II.4
 */
export function adaptive(tableau: EmbeddedTableau, { tolerance, maxSteps }: AdaptiveLimits): Solver {
  checkTableau(tableau);
  const { order, embedded, c } = tableau;
  const q = Math.min(order, embedded.order) + 1;
  const controller = proportionalIntegral(q);

  async function solve<S extends State>(
    field: Field<S>,
    start: S,
    { times, samples: stated, onStep, onProgress }: SolveOptions<S>,
  ): Promise<Solution<S>> {
    const samples = checkedSamples(start, stated);
    const grid = checkedTimes(times);
    const [from, to] = [grid[0]!, grid.at(-1)!];
    if (from === to) {
      onStep?.(start.slice() as S, from);
      return { x: start.slice() as S, evaluations: new Uint32Array(samples), unfinished: [] };
    }

    const batch = new Batch(start, samples, { stages: c.length, from });
    await chooseFirstSteps(batch, { field, to, tolerance, q });
    const steps = new EmbeddedStep(batch, { tableau, field, tolerance });
    const frames = onStep && new Frames(start, samples, equalTimes(INTERVALS, from, to));
    const journey = new Journey(batch, { steps, controller, frames, from, to, maxSteps });
    while (batch.count > 0) {
      journey.aim();
      await steps.attempt();
      journey.judge();
      onProgress?.(journey.part);
    }
    if (onStep) frames!.show(onStep);
    return {
      x: journey.x,
      evaluations: journey.tried.map((tried) => 2 + tried * (c.length - 1)),
      unfinished: journey.unfinished.toSorted((a, b) => a - b),
    };
  }

  return { order, steps: undefined, needs: "velocity", needsGaussianSource: false, solve };
}

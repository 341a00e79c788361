import type { PathCoefficients } from "../paths/path.ts";
import { type CommonTimeField, commonTimeField } from "./common_time_field.ts";
import { determinesData } from "./determines_data.ts";
import { fixedSteps } from "./fixed_steps.ts";
import { noiseForward } from "./noise_forward.ts";
import { reachesData } from "./reaches_data.ts";
import type { Field, Solution, SolveOptions, Solver, State } from "./solver.ts";

/** The law from which a step draws the next point: `N(x·x_s + data·x̂1, deviation²)`. */
export interface StepLaw {
  /** The weight of the point at the start. */
  readonly x: number;
  /** The weight of the data that are expected there. */
  readonly data: number;
  /** The standard deviation of the noise, 0 for none. */
  readonly deviation: number;
}

/** What a solver that draws its steps from such laws is made of. */
export interface StepLawParts {
  /** What messages call it. */
  readonly name: string;
  /** How many steps it takes. */
  readonly steps: number;
  /** Whether it adds noise, so that its times must increase. */
  readonly addsNoise: boolean;
  /**
   * The law of a step between two times, the first of which has `σ > 0`; the last step ends with the data.
   */
  lawOf(from: PathCoefficients, to: PathCoefficients, isLast: boolean): StepLaw;
}

/**
 * Moves a state by Euler's method, for steps on which nothing but a velocity can be asked.
 *
 * @param field What is asked.
 * @param x The state, which is moved in place.
 * @param from The time at the start.
 * @param to The time at the end.
 */
export async function eulerStep<S extends State>(
  field: CommonTimeField<S>,
  x: S,
  from: number,
  to: number,
): Promise<void> {
  const velocity = await field.velocity(x, from);
  for (let e = 0; e < x.length; e++) x[e] = x[e]! + (to - from) * velocity[e]!;
}

/**
 * A solver of order 1 that draws each point from a law given the one before and the data expected there.
 *
 * The noise is drawn under the number of the step. A step from a time at which a velocity does not determine
 * the data is Euler's; see {@linkcode determinesData}.
 *
 * @param parts The laws.
 */
export function stepLawSolver({ name, steps, addsNoise, lawOf }: StepLawParts): Solver {
  async function solve<S extends State>(
    field: Field<S>,
    start: S,
    options: SolveOptions<S>,
  ): Promise<Solution<S>> {
    const noise = addsNoise ? noiseForward(name, options) : undefined;
    const common = commonTimeField(field, start, options.samples);
    const normals = new Float64Array(start.length);
    let step = 0;
    return await fixedSteps(start, options, async (x, time, next) => {
      const key = step++;
      const from = field.at(time);
      if (!determinesData(from)) {
        await eulerStep(common, x, time, next);
        return 1;
      }
      const to = field.at(next);
      const law = lawOf(from, to, reachesData(next, to));
      const data = await common.data(x, time);
      if (law.deviation > 0) noise!(key, normals);
      for (let e = 0; e < x.length; e++) {
        x[e] = law.x * x[e]! + law.data * data[e]! + law.deviation * normals[e]!;
      }
      return 1;
    });
  }
  return { order: 1, steps, needs: "data", needsGaussianSource: addsNoise, solve };
}

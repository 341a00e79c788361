import { z } from "zod";
import type { Component } from "../component.ts";
import { commonTimeField } from "./common_time_field.ts";
import { determinesData } from "./determines_data.ts";
import { fixedSteps } from "./fixed_steps.ts";
import type { Field, Solution, SolveOptions, Solver, State } from "./solver.ts";
import { eulerStep } from "./step_law.ts";
import { stepsField } from "./steps.ts";

const options = z.strictObject({ steps: stepsField(25) });

/**
 * The largest ratio of a step to the one before it, in `λ`, over which `x̂1` is continued.
 *
 * Equal steps up to a zero of `σ`, of any power, have ratios up to `ln 2/ln 1.5 = 1.71`.
 */
const LARGEST_RATIO = 2;

/** What a step has found, for the next one. */
interface Found<S extends State> {
  /** The data that were expected at its start. */
  readonly data: S;
  /** Its length in `λ`. */
  readonly length: number;
}

/**
 * The method DPM-Solver++(2M): with `λ = ln(α/σ)` for a time, the flow is an exponential integrator's problem
 * in `x̂1`, and `x̂1` is continued along the line through its last two values.
 *
 * A step of length `h = λ_t − λ_s` after one of length `h₋` is
 * `x_t = (σ_t/σ_s)·x_s + (α_t − α_s·σ_t/σ_s)·(x̂1 + h/(2h₋)·(x̂1 − x̂1₋))`, with one evaluation. It takes
 * `x̂1` as it is, which makes it a step of `ddim`,
 *
 * - if there is none before it;
 * - if it, or the one before it, is infinitely long in `λ`, because it begins at `α = 0` or ends at `σ = 0`;
 * - if it is more than twice as long as the one before it, such as the last step to a very small `σ`.
 *
 * A step to `σ = 0` ends at `α·x̂1`. A step from a time at which a velocity does not determine `x̂1`, `σ = 0`
 * or `α̇σ − σ̇α = 0`, is Euler's, and nothing but the velocity is asked there.
 *
 * Its order is 2 between times at which `λ` is finite. From noise to data, on equal steps, the error is like
 * `h²·log(1/h)` on paths that are regular at their ends; where `σ` ends like `√(1 − t)` the last step alone
 * errs by the order of `h`.
 */
export const dpmSolverPlusPlus2M: Component<Solver, z.output<typeof options>> = {
  summary: "a multistep method in the logarithm of the signal-to-noise ratio, one evaluation a step, order 2",
  formula: "x_t = (σ_t/σ_s)·x_s + (α_t − α_s·σ_t/σ_s)·(x̂1 + h/(2h₋)·(x̂1 − x̂1₋));  h = λ_t − λ_s",
  reference:
    'Lu et al., "DPM-Solver++: Fast Solver for Guided Sampling of Diffusion Probabilistic Models", 2022, ' +
    "algorithm 2, https://arxiv.org/abs/2211.01095",
  options,
  create({ steps }) {
    async function solve<S extends State>(
      field: Field<S>,
      start: S,
      given: SolveOptions<S>,
    ): Promise<Solution<S>> {
      const common = commonTimeField(field, start, given.samples);
      let before: Found<S> | undefined;
      return await fixedSteps(start, given, async (x, time, next) => {
        const [from, to] = [field.at(time), field.at(next)];
        if (!determinesData(from)) {
          await eulerStep(common, x, time, next);
          return 1;
        }
        const data = (await common.data(x, time)).slice() as S;
        const length = Math.log(to.alpha / to.sigma) - Math.log(from.alpha / from.sigma);
        const ratio = before ? length / before.length : 0;
        // 0 after an infinite step; infinite or NaN, and then refused, on one.
        const extrapolation = ratio <= LARGEST_RATIO ? ratio / 2 : 0;
        const previous = before?.data ?? data;
        const kept = to.sigma / from.sigma;
        const weight = to.alpha - kept * from.alpha;
        for (let e = 0; e < x.length; e++) {
          const expected = data[e]! + extrapolation * (data[e]! - previous[e]!);
          x[e] = kept * x[e]! + weight * expected;
        }
        before = { data, length };
        return 1;
      });
    }
    return { order: 2, steps, needs: "data", needsGaussianSource: false, solve };
  },
};

import { z } from "zod";
import type { Component } from "../component.ts";
import type { PathCoefficients } from "../paths/path.ts";
import type { Solver } from "./solver.ts";
import { type StepLaw, stepLawSolver } from "./step_law.ts";
import { stepsField } from "./steps.ts";
import { transition } from "./transition.ts";

const options = z.strictObject({
  steps: stepsField(1000),
  variance: z.enum(["posterior", "transition"]).default("posterior").describe(
    "the variance of a step: posterior, DDPM's β̃, is right for data that are a single point; transition, " +
      "its β, for data that are standard normal",
  ),
});

/** The law of `x_t` given `x_s` and data `x̂1`, with the variance of one of the two choices. */
function lawOf(isPosterior: boolean, from: PathCoefficients, to: PathCoefficients): StepLaw {
  const { scale, variance } = transition(from, to);
  const left = (to.sigma / from.sigma) ** 2;
  const part = isPosterior ? left : (to.alpha ** 2 + to.sigma ** 2) / (from.alpha ** 2 + from.sigma ** 2);
  return {
    x: scale * left,
    data: to.alpha * variance / from.sigma ** 2,
    deviation: Math.sqrt(part * variance),
  };
}

/**
 * DDPM's ancestral sampling on any affine path: a step draws `x_t` from the law that it has given `x_s` and
 * the expected data, `N((a·σ_t²·x_s + α_t·τ²·x̂1)/σ_s², σ_t²τ²/σ_s²)` with `a = α_s/α_t` and
 * `τ² = σ_s² − a²σ_t²`.
 *
 * On the path `ddpm` with as many equal steps as the table has entries these are DDPM's own steps, with its
 * `β̃` for a variance. The other choice, `variance: transition`, is `τ²·(α_t² + σ_t²)/(α_s² + σ_s²)`, the
 * variance of `x_t` given `x_s` for data that are standard normal. Where `α² + σ² = 1` it is `τ²`, DDPM's
 * `β`. A step to `t = 1` has the variance of `posterior` with either choice, which is 0 where `σ(1) = 0`,
 * since its noise stays in the samples.
 *
 * The times must increase, and the noise is drawn under the number of the step. A step from a time at which a
 * velocity does not determine `x̂1`, `α̇σ − σ̇α = 0`, is Euler's, and nothing but the velocity is asked
 * there. Its weak order is 1.
 */
export const ddpmAncestral: Component<Solver, z.output<typeof options>> = {
  summary: "draws every step from its posterior given the expected data, one evaluation a step, order 1",
  formula: "x_t ~ N((a·σ_t²·x_s + α_t·τ²·x̂1)/σ_s², σ_t²τ²/σ_s²);  a = α_s/α_t;  τ² = σ_s² − a²σ_t²",
  reference: 'Ho, Jain and Abbeel, "Denoising Diffusion Probabilistic Models", 2020, equations 6 and 7 and ' +
    "algorithm 2, https://arxiv.org/abs/2006.11239",
  options,
  create: ({ steps, variance }) =>
    stepLawSolver({
      name: "ddpmAncestral",
      steps,
      addsNoise: true,
      lawOf: (from, to, isLast) => lawOf(variance === "posterior" || isLast, from, to),
    }),
};

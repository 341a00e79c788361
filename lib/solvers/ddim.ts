import { z } from "zod";
import type { Component } from "../component.ts";
import type { Solver } from "./solver.ts";
import { stepLawSolver } from "./step_law.ts";
import { stepsField } from "./steps.ts";
import { transition } from "./transition.ts";

const options = z.strictObject({
  steps: stepsField(50),
  eta: z.number().min(0).max(1).default(0)
    .describe("how much noise a step adds: 0 none, 1 as much as ddpmAncestral"),
});

/**
 * The steps of DDIM on any affine path: the expected data and the expected source sample are joined anew at
 * the next time, `x_t = α_t·x̂1 + σ_t·(√(1 − ρ)·x̂0 + √ρ·z)`, where `x̂0 = (x_s − α_s·x̂1)/σ_s` and
 * `ρ = η²·(1 − (α_s/α_t)²(σ_t/σ_s)²)` is the part of the source sample, by variance, that is drawn anew.
 *
 * Without noise, `η = 0`, this is the exponential integrator of order 1, exact for constant `x̂1`: on the
 * linear path it is Euler's method, and on every path a step to `σ = 0` ends at `α·x̂1`. With `η = 1` it is
 * `ddpmAncestral`. Noise needs times that increase, and is drawn under the number of the step.
 *
 * A step from a time at which a velocity does not determine `x̂1`, `σ = 0` or `α̇σ − σ̇α = 0`, is Euler's,
 * and nothing but the velocity is asked there.
 */
export const ddim: Component<Solver, z.output<typeof options>> = {
  summary: "joins the expected ends anew at every step, one evaluation a step, order 1",
  formula: "x_t = α_t·x̂1 + σ_t·(√(1 − ρ)·x̂0 + √ρ·z);  ρ = η²·(1 − (α_s/α_t)²(σ_t/σ_s)²)",
  reference: 'Song, Meng and Ermon, "Denoising Diffusion Implicit Models", 2021, equations 12 and 16, ' +
    "https://arxiv.org/abs/2010.02502",
  options,
  create: ({ steps, eta }) =>
    stepLawSolver({
      name: "ddim with eta above 0",
      steps,
      addsNoise: eta > 0,
      lawOf(from, to) {
        const renewed = eta === 0 ? 0 : eta ** 2 * transition(from, to).variance / from.sigma ** 2;
        const x = to.sigma / from.sigma * Math.sqrt(1 - renewed);
        return { x, data: to.alpha - x * from.alpha, deviation: to.sigma * Math.sqrt(renewed) };
      },
    }),
};

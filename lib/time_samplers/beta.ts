import { z } from "zod";
import type { Component } from "../component.ts";
import { gammaDraw } from "./gamma_draw.ts";
import { belowOne } from "./inverse_transform.ts";
import { logGamma } from "./log_gamma.ts";
import type { TimeSampler } from "./time_sampler.ts";

const options = z.strictObject({
  a: z.number().min(0.1).max(100).default(1).describe("the exponent of t, plus 1; larger prefers the data"),
  b: z.number().min(0.1).max(100).default(1.5).describe(
    "the exponent of 1 − t, plus 1; larger prefers the source",
  ),
});

/**
 * Beta-distributed times, with the density `t^{a−1}(1 − t)^{b−1}·Γ(a + b)/(Γ(a)Γ(b))`.
 *
 * A time is `x/(x + y)` of two gamma-distributed numbers. The defaults are those of the robot policy π0,
 * which prefers noisy actions; it also leaves out the last thousandth before the data.
 */
export const beta: Component<TimeSampler, z.output<typeof options>> = {
  summary: "beta-distributed times",
  formula: "density ∝ t^{a−1}·(1 − t)^{b−1}",
  reference: 'Black et al., "π0: A Vision-Language-Action Flow Model", 2024, appendix B, ' +
    "https://arxiv.org/abs/2410.24164",
  options,
  create({ a, b }) {
    const logNorm = logGamma(a + b) - logGamma(a) - logGamma(b);
    return {
      sample(count, draws) {
        const times = new Float64Array(count);
        for (let i = 0; i < count; i++) {
          const x = gammaDraw(a, draws);
          times[i] = belowOne(x / (x + gammaDraw(b, draws)));
        }
        return times;
      },
      density: (t) => Math.exp(logNorm + (a - 1) * Math.log(t) + (b - 1) * Math.log1p(-t)),
    };
  },
};

import { z } from "zod";
import type { Component } from "../component.ts";
import { quantile } from "../random/normal.ts";
import { inverseTransform } from "./inverse_transform.ts";
import type { TimeSampler } from "./time_sampler.ts";

const options = z.strictObject({
  location: z.number().min(-10).max(10).default(0)
    .describe("the median's logit: positive towards the data; the negative of Stable Diffusion 3's m"),
  scale: z.number().positive().max(10).default(1).describe("the standard deviation of the logit"),
});

/**
 * Times whose logit is normal, `ln(t/(1 − t)) ~ N(m, s²)`: few near the ends, most in the middle.
 *
 * Stable Diffusion 3 and MeanFlow state the location for the noise level `1 − t`; here it is for `t`, so
 * their `m` is the negative of this one.
 */
export const logitNormal: Component<TimeSampler, z.output<typeof options>> = {
  summary: "times whose logit is normal: few near the ends",
  formula: "t = 1/(1 + e^{−(m + s·z)}),  z ~ N(0, 1)",
  reference: 'Esser et al., "Scaling Rectified Flow Transformers", 2024, section 3.1, ' +
    "https://arxiv.org/abs/2403.03206",
  options,
  create: ({ location, scale }) =>
    inverseTransform(
      (u) => 1 / (1 + Math.exp(-(location + scale * quantile(u)))),
      (t) => {
        const z = (Math.log(t / (1 - t)) - location) / scale;
        return Math.exp(-0.5 * z * z) / (scale * Math.sqrt(2 * Math.PI) * t * (1 - t));
      },
    ),
};

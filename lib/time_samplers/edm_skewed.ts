import { z } from "zod";
import type { Component } from "../component.ts";
import { logitNormal } from "./logit_normal.ts";
import type { TimeSampler } from "./time_sampler.ts";

const options = z.strictObject({
  mean: z.number().min(-10).max(10).default(-1.2).describe("the mean of ln σ̃"),
  std: z.number().positive().max(10).default(1.2).describe("the standard deviation of ln σ̃"),
});

/**
 * EDM's log-normal noise levels as times of the linear path, `t = 1/(1 + σ̃)`, `ln σ̃ ~ N(P_mean, P_std²)`.
 *
 * That is a logit-normal time with location `−P_mean` and scale `P_std`, by default 1.2 and 1.2, under the
 * names of EDM and of the examples of Meta's flow_matching.
 */
export const edmSkewed: Component<TimeSampler, z.output<typeof options>> = {
  summary: "the log-normal noise levels of EDM, as times",
  formula: "t = 1/(1 + σ̃),  ln σ̃ ~ N(mean, std²)",
  reference:
    'Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, table 1, ' +
    "https://arxiv.org/abs/2206.00364",
  options,
  create: ({ mean, std }) => logitNormal.create({ location: -mean, scale: std }),
};

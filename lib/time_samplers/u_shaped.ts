import { z } from "zod";
import type { Component } from "../component.ts";
import { inverseTransform } from "./inverse_transform.ts";
import type { TimeSampler } from "./time_sampler.ts";

const options = z.strictObject({
  steepness: z.number().min(1e-3).max(100).default(4).describe(
    "the rate a at which the density falls from both ends",
  ),
});

/**
 * Mostly times near the ends, where a rectified flow that is trained on its own pairs has its largest loss:
 * the even mixture of the density `∝ e^{at}` and its mirror image.
 *
 * The mixture is `½a·cosh(a(t − ½))/sinh(a/2)`, and its quantile `½ + arsinh((2u − 1)·sinh(a/2))/a`.
 */
export const uShaped: Component<TimeSampler, z.output<typeof options>> = {
  summary: "mostly times near the two ends; for reflow",
  formula: "density ½a·cosh(a(t − ½))/sinh(a/2)",
  reference:
    'Lee, Lin and Fanti, "Improving the Training of Rectified Flows", 2024, https://arxiv.org/abs/2405.20320',
  options,
  create({ steepness }) {
    const reach = Math.sinh(steepness / 2);
    return inverseTransform(
      (u) => 0.5 + Math.asinh((2 * u - 1) * reach) / steepness,
      (t) => 0.5 * steepness * Math.cosh(steepness * (t - 0.5)) / reach,
    );
  },
};

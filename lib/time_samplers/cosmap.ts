import { type Component, noOptions } from "../component.ts";
import { inverseTransform } from "./inverse_transform.ts";
import type { TimeSampler } from "./time_sampler.ts";

/**
 * The times that give the linear path the signal-to-noise ratios of the cosine path at uniform times,
 * `t = s/(s + c)` with `s = sin(πu/2)`, `c = cos(πu/2)`.
 *
 * Their density is symmetric, `2/(π(1 − 2t + 2t²))`.
 */
export const cosmap: Component<TimeSampler> = {
  summary: "the noise levels of the cosine path, as times of the linear path",
  formula: "t = 1 − 1/(tan(πu/2) + 1)",
  reference: 'Esser et al., "Scaling Rectified Flow Transformers", 2024, section 3.1, ' +
    "https://arxiv.org/abs/2403.03206",
  options: noOptions,
  create: () =>
    inverseTransform(
      (u) => {
        const sine = Math.sin(Math.PI / 2 * u);
        return sine / (sine + Math.cos(Math.PI / 2 * u));
      },
      (t) => 2 / (Math.PI * (1 - 2 * t + 2 * t * t)),
    ),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import { inverseTransform } from "./inverse_transform.ts";
import type { TimeSampler } from "./time_sampler.ts";

const options = z.strictObject({
  scale: z.number().min(-1).max(2 / (Math.PI - 2)).default(1.29)
    .describe("how much the middle is preferred; negative values prefer the ends, 0 is uniform"),
});

/** Halvings after which `u` is known to the precision of a double. */
const HALVINGS = 54;

/**
 * Heavy-tailed times around the middle, `t = u + k(cos²(πu/2) − 1 + u)`: unlike logit-normal ones, times near
 * the ends keep a density above 0.
 *
 * The map of `u` grows for `−1 ≤ k ≤ 2/(π − 2)`. Its derivative `1 + k(1 − ½π·sin(πu))` is the reciprocal of
 * the density; at the two bounds it vanishes, at the ends or in the middle, where the density is infinite.
 * Stable Diffusion 3 states the map for the noise level `1 − t` and `1 − u`; the law is symmetric.
 */
export const mode: Component<TimeSampler, z.output<typeof options>> = {
  summary: "times around the middle, with heavy tails",
  formula: "t = u + k·(cos²(πu/2) − 1 + u)",
  reference: 'Esser et al., "Scaling Rectified Flow Transformers", 2024, section 3.1, ' +
    "https://arxiv.org/abs/2403.03206",
  options,
  create({ scale }) {
    // cos² − 1 = −sin² keeps all digits of small times
    const quantile = (u: number): number => u + scale * (u - Math.sin(Math.PI * u / 2) ** 2);
    return inverseTransform(quantile, (t) => {
      let [low, high] = [0, 1];
      for (let i = 0; i < HALVINGS; i++) {
        const u = (low + high) / 2;
        if (quantile(u) < t) low = u;
        else high = u;
      }
      const u = (low + high) / 2;
      return 1 / (1 + scale * (1 - Math.PI / 2 * Math.sin(Math.PI * u)));
    });
  },
};

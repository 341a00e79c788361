import { z } from "zod";
import { wronskian } from "../paths/interpolant.ts";
import type { PathCoefficients } from "../paths/path.ts";

/** The forms of `g²(t)` that an SDE solver can be given. */
const DIFFUSIONS = ["constant", "sigma", "linear", "sineSquared", "reversal"] as const;

/** The form of `g²(t)`, the variance of the noise that an SDE adds per unit of time. */
export type Diffusion = typeof DIFFUSIONS[number];

/** The options of an SDE solver that say how much noise it adds, and when. */
export const diffusionFields = {
  diffusion: z.enum(DIFFUSIONS).default("sigma").describe(
    "g², the noise per unit of time: constant η, sigma η·σ(t), linear η(1 − t), sineSquared η·sin²(πt), " +
      "reversal η·2σ(α̇σ − σ̇α)/α, which with η = 1 turns the noising process round",
  ),
  scale: z.number().min(0).max(1000).default(1).describe("the factor η"),
  noiseFrom: z.number().min(0).max(1).default(0).describe("steps that begin earlier add no noise"),
  noiseUntil: z.number().min(0).max(1).default(1).describe("steps that end later add no noise"),
};

/**
 * `g²/η` of a form.
 *
 * @param form The form.
 * @param t The time, in `[0, 1]`.
 * @param at The path's coefficients at that time.
 * @returns At least 0, except that `reversal` is infinite or NaN where `α = 0`.
 * @see Ma et al., "SiT: Exploring Flow and Diffusion-based Generative Models with Scalable Interpolant
 * Transformers", 2024, https://arxiv.org/abs/2401.08740
 */
export function diffusionAt(form: Diffusion, t: number, at: PathCoefficients): number {
  switch (form) {
    case "constant":
      return 1;
    case "sigma":
      return at.sigma;
    case "linear":
      return 1 - t;
    case "sineSquared":
      return Math.sin(Math.PI * t) ** 2;
    case "reversal":
      return 2 * at.sigma * wronskian(at) / at.alpha;
  }
}

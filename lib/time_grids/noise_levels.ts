import { z } from "zod";
import type { OptionsSchema } from "../component.ts";

/** Which noise levels a grid has. */
export interface LevelOptions {
  /** The exponent `ρ`. */
  readonly rho: number;
  /** The lowest level `σ/α`. */
  readonly sigmaMin: number;
  /** The highest level `σ/α`. */
  readonly sigmaMax: number;
}

/** The options of grids in Karras's noise levels. */
export const levelOptions: OptionsSchema<LevelOptions> = z.strictObject({
  rho: z.number().min(1).max(100).default(7)
    .describe("how much the low noise levels are preferred: 1 spaces evenly, ∞ would in the logarithm"),
  sigmaMin: z.number().min(1e-6).max(1e6).default(0.002).describe("the lowest noise level σ/α"),
  sigmaMax: z.number().min(1e-6).max(1e6).default(80).describe("the highest noise level σ/α"),
});

/**
 * Noise levels `σ̃ = σ/α` that are evenly spaced in `σ̃^{1/ρ}`, from the highest to the lowest.
 *
 * @param options The bounds and the exponent.
 * @returns A function from how many there are to the levels; a single one lies in the middle of the scale.
 * @throws {RangeError} If the bounds are the wrong way round.
 * @see Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, equation 5,
 * https://arxiv.org/abs/2206.00364
 */
export function noiseLevels({ rho, sigmaMin, sigmaMax }: LevelOptions): (count: number) => number[] {
  if (!(sigmaMin < sigmaMax)) {
    throw new RangeError(`sigmaMax must be greater than sigmaMin: got ${sigmaMax} and ${sigmaMin}`);
  }
  const [highest, lowest] = [sigmaMax ** (1 / rho), sigmaMin ** (1 / rho)];
  return (count) =>
    Array.from({ length: count }, (_, i) => {
      const part = count === 1 ? 0.5 : i / (count - 1);
      return (highest + part * (lowest - highest)) ** rho;
    });
}

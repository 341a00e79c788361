import type { Coefficients, Interpolant } from "../paths/interpolant.ts";
import type { OutputWeights } from "./target.ts";

/**
 * The score of a point whose source is standard normal noise independent of the data: `s = −E[x0 | x_t]/σ`.
 *
 * @param noise How the source is estimated.
 * @param at The coefficients.
 */
export function scoreOfNoise(noise: OutputWeights, { sigma }: Coefficients): OutputWeights {
  return { x: -noise.x / sigma, outputs: noise.outputs.map((weight) => -weight / sigma) };
}

/**
 * Why a target that knows only the ends of a pair cannot be used with noise between them.
 *
 * @param name The target's name.
 * @param interpolant What it is to be used with.
 */
export function unfitForNoise(name: string, { gamma }: Interpolant): string | undefined {
  return gamma.isZero
    ? undefined
    : `target ${name} does not determine the velocity of an interpolant with noise of its own (gamma): ` +
      "expected target velocity or velocityAndScore, or gamma none";
}

import type { Coefficients, Interpolant } from "../paths/interpolant.ts";
import type { OutputWeights, Target } from "./target.ts";

/**
 * The score of a point whose source is standard normal noise independent of the data: `s = −E[x0 | x_t]/σ`.
 *
 * @param noise How the source is estimated.
 * @param at The coefficients.
 */
export function scoreOfNoise(noise: OutputWeights, { sigma }: Coefficients): OutputWeights {
  return { x: -noise.x / sigma, outputs: noise.outputs.map((weight) => -weight / sigma) };
}

/** What a target with one head says of itself that knows a pair by its ends alone. */
export type PairTarget =
  & Pick<Target, "smallestTime" | "largestTime" | "velocity" | "data" | "noise">
  & Partial<Pick<Target, "unfit" | "velocityTensor">>
  & {
    /** The weights of data and source in the regressand. */
    regressand(at: Coefficients): { readonly x1: number; readonly x0: number };
  };

/**
 * Makes a target of one head from how it is written with data and source: its score is that of the source, and
 * noise between the ends of a pair is more than it can tell.
 *
 * @param name The target's name.
 * @param own What it regresses, and how its output is read.
 */
export function pairTarget(name: string, { regressand, unfit, ...own }: PairTarget): Target {
  return {
    ...own,
    heads: 1,
    isScaled: false,
    scoreFrom: "source",
    unfit: (interpolant) => unfit?.(interpolant) ?? unfitForNoise(name, interpolant),
    regressions: (at) => [{ scale: 1, z: 0, ...regressand(at) }],
    score: (at) => scoreOfNoise(own.noise(at), at),
  };
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

import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { sizeOf } from "../tensor/shape.ts";
import { LEVELS_PER_UNIT } from "./dequantization.ts";
import { likelihoodDetails, likelihoodOptions, measureLikelihood } from "./likelihood.ts";
import type { Metric, MetricSubject } from "./metric.ts";

const options = z.strictObject({
  ...likelihoodOptions,
  count: z.int().min(2).max(1_000_000).default(64)
    .describe("how many images of the test split; fewer if it is smaller"),
  divergence: z.enum(["exact", "hutchinson"]).default("hutchinson").describe(
    "hutchinson estimates the divergence without bias from one vector-Jacobian product for each probe; exact takes one " +
      "for each number of an image",
  ),
  dequantization: z.enum(["uniform", "none"]).default("uniform").describe(
    "uniform spreads every level over its cell, so that the number bounds that of the levels from above; none takes the " +
      "levels as they are, and bounds nothing",
  ),
  draws: z.int().min(1).max(1000).default(1)
    .describe(
      "how often an image is drawn from the cells of its levels, for uniform: the bound is their mean",
    ),
});

/** What log-densities are converted for. */
export interface BitsOptions {
  /** Numbers in one sample, `d`. */
  readonly dimensions: number;
  /** How many levels there are in a unit of the data: 128 for `x = (y + u)/128 − 1`, 127.5 for `x = y/127.5 − 1`. */
  readonly levelsPerUnit: number;
}

/**
 * A log-density of data in units of their own as the bits that a number takes at the resolution of the levels that
 * the data had: `−log p/(d·ln 2) + log₂ levelsPerUnit`.
 *
 * The volume of a cell of levels is `levelsPerUnit^−d`, so a uniform density over `[−1, 1]` has the 8 bits of its 256
 * levels.
 *
 * @param logDensity The log-density, in nats.
 * @param options The number of dimensions, and the density of levels.
 */
export function bitsOf(logDensity: number, { dimensions, levelsPerUnit }: BitsOptions): number {
  return -logDensity / (dimensions * Math.LN2) + Math.log2(levelsPerUnit);
}

/**
 * The bits that a number of an image of the test split takes under the flow: `−log p/(d·ln 2) + log₂ 127.5`.
 *
 * With uniform dequantisation the density is averaged in logarithms over the cell of each level, which by Jensen's
 * inequality is at most the logarithm of the cell's probability: in the mean the number is an upper bound of the bits
 * that a lossless code of the levels takes, whatever the number of draws, and so it is never negative. Without it, it
 * bounds nothing. Errors are in bits too; what they mean is said in `logLikelihood`.
 */
export const bitsPerDimension: Component<Metric, z.output<typeof options>> = {
  summary:
    "bits per dimension of images that were not trained on, an upper bound at the resolution of 256 levels",
  formula: "−E log p1(x1 + (u − ½)/127.5)/(d·ln 2) + log₂ 127.5,  u uniform on [0, 1)ᵈ",
  reference:
    'Theis, van den Oord and Bethge, "A note on the evaluation of generative models", 2016, section 3.1, ' +
    "https://arxiv.org/abs/1511.01844",
  options,
  create: ({ dequantization, draws, ...settings }) => ({
    solvers: [],
    needsDensity: true,
    refuses,
    async evaluate(context) {
      const refusal = refuses(context);
      if (refusal !== undefined) throw new Failure(refusal, 2);
      const isSpread = dequantization === "uniform";
      const found = await measureLikelihood(context, { ...settings, draws: isSpread ? draws : undefined });
      const dimensions = sizeOf(context.shape);
      const value = bitsOf(found.value, { dimensions, levelsPerUnit: LEVELS_PER_UNIT });
      const { details, warnings } = likelihoodDetails(found, dimensions * Math.LN2);
      return {
        value,
        protocol: {
          ...found.protocol,
          dequantization,
          ...isSpread ? { draws } : {},
          levelsPerUnit: LEVELS_PER_UNIT,
        },
        details,
        warnings: [
          ...warnings,
          ...isSpread && value < 0 ? ["is below 0, which no code of levels can be: something is wrong"] : [],
        ],
      };
    },
  }),
};

function refuses({ shape }: Pick<MetricSubject, "shape">): string | undefined {
  if (shape.length === 3) return undefined;
  return `bitsPerDimension is about the levels of pixels: expected images, found points of ${
    sizeOf(shape)
  } numbers; ` +
    "logLikelihood is for them";
}

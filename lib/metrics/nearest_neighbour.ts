import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { sizeOf } from "../tensor/shape.ts";
import { featureOptions, featuresOf } from "./feature_options.ts";
import type { Metric, MetricContext } from "./metric.ts";
import { nearestSquares } from "./nearest_squares.ts";
import { rounded, type Rounding } from "./rounding.ts";

const options = z.strictObject({
  count: z.int().min(2).max(100000).default(512)
    .describe("how many samples, and how many data of the test split, are compared with the training data"),
  training: z.int().min(1).max(10000000).default(10000)
    .describe("how many of the training data they are compared with, the first ones; time grows with it"),
  quantile: z.number().gt(0).lt(1).default(0.05)
    .describe("a sample is near if so small a part of the test data is nearer to the training data"),
  space: z.enum(["data", "features"]).default("data")
    .describe(
      "data: distances of the numbers themselves, of pixels for images; features: of what describes images",
    ),
  ...featureOptions,
});

type Options = z.output<typeof options>;

/** How the distances of samples from the training data compare with those of other data. */
export interface Nearness {
  /** The part of samples that are nearer than the quantile of the others. */
  readonly share: number;
  /** The standard error of that part, if samples and others have one law. */
  readonly standardError: number;
  /** The probability that a sample is nearer than one of the others; half of ties count. */
  readonly nearer: number;
  /** By how many of its standard deviations that is above ½, if samples and others have one law. */
  readonly zScore: number;
}

/**
 * Compares distances by their order alone, with the statistic of Mann and Whitney.
 *
 * @param samples Of samples from the nearest of the training data, or their squares.
 * @param others The same of data that were not trained on.
 * @param quantile What part of the others is near, in `(0, 1)`.
 */
export function nearness(samples: Float64Array, others: Float64Array, quantile: number): Nearness {
  const [n, m] = [samples.length, others.length];
  const sorted = others.toSorted();
  const below = (value: number, orEqual: boolean): number => {
    let [low, high] = [0, m];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (orEqual ? sorted[middle]! <= value : sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const threshold = sorted[Math.floor(quantile * m)]!;
  const share = samples.filter((value) => value < threshold).length / n;
  let pairs = 0;
  for (const value of samples) pairs += m - (below(value, true) + below(value, false)) / 2;
  const nearer = pairs / (n * m);
  return {
    share,
    standardError: Math.sqrt(quantile * (1 - quantile) * (1 / n + 1 / m)),
    nearer,
    zScore: (nearer - 0.5) / Math.sqrt((n + m + 1) / (12 * n * m)),
  };
}

/** What distances are measured of: rows of so many numbers, and what the protocol says of them. */
interface Space {
  readonly width: number;
  readonly protocol: Readonly<Record<string, string>>;
  rows(x: Float32Array): Promise<Float32Array>;
}

/** The numbers themselves, images rounded first. */
function dataSpace({ shape }: MetricContext, rounding: Rounding): Space {
  const used = shape.length === 1 ? "none" : rounding;
  return {
    width: sizeOf(shape),
    protocol: { space: "data", rounding: used },
    rows: (x) => Promise.resolve(rounded(x, used)),
  };
}

/** What describes images; some of them have to be looked at to know how many numbers that are. */
async function featureSpace(context: MetricContext, some: Float32Array, chosen: Options): Promise<Space> {
  const { width, name } = await featuresOf(context, some, chosen);
  return {
    width,
    protocol: { space: "features", features: name, rounding: chosen.rounding },
    rows: async (x) => (await featuresOf(context, x, chosen)).features,
  };
}

/**
 * Whether samples are nearer to the training data than data that were not trained on are, as copies would be.
 *
 * The value is the part of samples nearer than the quantile of the test data: about the quantile for samples of the
 * data's law, more for copies with or without changes. `nearer` and `zScore` compare all distances, so they also fall
 * below ½ and 0 for samples that are far from all data.
 */
export const nearestNeighbour: Component<Metric, Options> = {
  summary: "the part of samples nearer to training data than test data are: whether the model copies",
  formula: "(1/n)·#{i: min_j ‖x_i − y_j‖ < the quantile of min_j ‖y'_k − y_j‖}, y trained on, y' not",
  reference:
    'Meehan, Chaudhuri and Dasgupta, "A Non-Parametric Test to Detect Data-Copying in Generative Models", ' +
    "2020, section 3, https://arxiv.org/abs/2004.05675, without cells and with the sign turned",
  options,
  create: (chosen) => ({
    solvers: [],
    async evaluate(context) {
      const size = sizeOf(context.shape);
      const { x: test } = await context.data("test", chosen.count);
      const { x: training } = await context.data("train", chosen.training);
      const count = test.length / size;
      if (count < 2 || training.length === 0) {
        throw new Failure(
          `Expected training data, and two data or more in the test split, to compare samples with: found ` +
            `${training.length / size} and ${count}`,
          2,
        );
      }
      const { width, rows, protocol } = chosen.space === "data"
        ? dataSpace(context, chosen.rounding)
        : await featureSpace(context, test.subarray(0, size), chosen);
      const known = await rows(training);
      const { x } = context.samples.x.length >= count * size
        ? context.samples
        : await context.draw({ count });
      const ofSamples = nearestSquares(await rows(x.subarray(0, count * size)), known, width);
      const ofTest = nearestSquares(await rows(test), known, width);
      const { share, standardError, nearer, zScore } = nearness(ofSamples, ofTest, chosen.quantile);
      return {
        value: share,
        protocol: {
          samples: count,
          reference: count,
          split: "test",
          training: training.length / size,
          quantile: chosen.quantile,
          ...protocol,
        },
        details: {
          standardError,
          nearer,
          zScore,
          medianDistance: medianRoot(ofSamples),
          medianOfTest: medianRoot(ofTest),
        },
      };
    },
  }),
};

/** The root of the median. */
function medianRoot(squares: Float64Array): number {
  const sorted = squares.toSorted();
  const half = sorted.length >> 1;
  const middle = sorted.length % 2 === 1 ? [sorted[half]!] : [sorted[half - 1]!, sorted[half]!];
  return middle.reduce((sum, square) => sum + Math.sqrt(square), 0) / middle.length;
}

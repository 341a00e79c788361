import { z } from "zod";
import type { Component } from "../component.ts";
import { type FeatureComparison, type FeatureFinding, featureMetric } from "./feature_metric.ts";
import { featureOptions } from "./feature_options.ts";
import type { Metric } from "./metric.ts";

const options = z.strictObject({
  count: z.int().min(2).max(20000).default(1024)
    .describe("how many samples are compared with as many data; time grows with its square"),
  ...featureOptions,
});

/** For every row of `x` the sum of the kernel with all rows of `y`; with all others if they are the same rows. */
function kernelSums(x: Float32Array, y: Float32Array, width: number): Float64Array {
  const sums = new Float64Array(x.length / width);
  const isSame = x === y;
  for (let i = 0; i < sums.length; i++) {
    const row = x.subarray(i * width, (i + 1) * width);
    for (let j = 0, e = 0; e < y.length; j++) {
      let product = 0;
      for (let c = 0; c < width; c++) product += row[c]! * y[e++]!;
      if (!isSame || i !== j) sums[i]! += (product / width + 1) ** 3;
    }
  }
  return sums;
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/**
 * The variance of an estimate, from what it would be without each of its samples:
 * `(n − 1)/n·Σ(θ_i − mean)²`.
 */
function jackknife(without: Float64Array): number {
  const n = without.length;
  const mean = total(without) / n;
  return without.reduce((sum, value) => sum + (value - mean) ** 2, 0) * (n - 1) / n;
}

/**
 * The squared maximum mean discrepancy of two sets of features for the kernel `k(x, y) = (x·y/d + 1)³`, estimated
 * without bias, and its standard error.
 *
 * It is right on average for sets of any size, so for equal laws it falls on either side of 0. The standard error
 * comes from leaving out one sample, or one of the data, at a time: unlike the spread of random subsets it is a
 * function of the two sets alone. There is none for sets of two.
 */
export const kernelComparison: FeatureComparison = {
  protocol: { kernel: "(x·y/d + 1)³" },
  floors: { value: "floor" },
  between(x, y, width): FeatureFinding {
    const n = x.length / width;
    const within = [kernelSums(x, x, width), kernelSums(y, y, width)] as const;
    const across = [kernelSums(x, y, width), kernelSums(y, x, width)] as const;
    const mean = ([a, b]: readonly [number, number], pairs: number): number => (a + b) / pairs;
    const [ownX, ownY] = [total(within[0]), total(within[1])];
    const both = total(across[0]);
    const value = mean([ownX, ownY], n * (n - 1)) - 2 * both / n ** 2;
    if (n < 3) return { value };
    const without = (own: number, other: number, sums: Float64Array, crossed: Float64Array): Float64Array =>
      sums.map((sum, i) =>
        (own - 2 * sum) / ((n - 1) * (n - 2)) + other / (n * (n - 1)) -
        2 * (both - crossed[i]!) / (n * (n - 1))
      );
    const variance = jackknife(without(ownX, ownY, within[0], across[0])) +
      jackknife(without(ownY, ownX, within[1], across[1]));
    return { value, standardError: Math.sqrt(variance) };
  },
};

/** The kernel distance of the features of samples from those of the test split, by {@linkcode kernelComparison}. */
export const kernelDistance: Component<Metric, z.output<typeof options>> = {
  summary:
    "distance of the features of samples from those of data by a polynomial kernel, estimated without bias",
  formula: "MMD² = E[k(x, x') + k(y, y') − 2k(x, y)], k(x, y) = (x·y/d + 1)³",
  reference:
    'Bińkowski et al., "Demystifying MMD GANs", 2018, section 4, https://arxiv.org/abs/1801.01401; the standard ' +
    'error by Tukey\'s jackknife, Arvesen, "Jackknifing U-statistics", 1969',
  options,
  create: (chosen) => featureMetric(kernelComparison, chosen),
};

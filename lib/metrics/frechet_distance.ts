import { z } from "zod";
import type { Component } from "../component.ts";
import { type FeatureComparison, featureMetric } from "./feature_metric.ts";
import { featureOptions } from "./feature_options.ts";
import type { Metric } from "./metric.ts";
import { symmetricEigenvalues, symmetricRoot } from "./symmetric_eigen.ts";

const options = z.strictObject({
  count: z.int().min(2).max(1000000).default(1024).describe(
    "how many samples are compared with as many data",
  ),
  ...featureOptions,
});

/** The mean and the covariance of rows. */
export interface Moments {
  /** The mean, `[n]`. */
  readonly mean: Float64Array;
  /** The covariance, `[n, n]`. */
  readonly covariance: Float64Array;
}

/**
 * Estimates mean and covariance without bias.
 *
 * @param rows Two rows or more, laid end to end.
 * @param width Numbers in a row.
 */
export function momentsOf(rows: Float32Array, width: number): Moments {
  const count = rows.length / width;
  const mean = new Float64Array(width);
  for (let e = 0; e < rows.length; e++) mean[e % width]! += rows[e]! / count;
  const covariance = new Float64Array(width * width);
  const deviation = new Float64Array(width);
  for (let first = 0; first < rows.length; first += width) {
    for (let i = 0; i < width; i++) deviation[i] = rows[first + i]! - mean[i]!;
    for (let i = 0; i < width; i++) {
      const factor = deviation[i]! / (count - 1);
      for (let j = 0; j <= i; j++) covariance[i * width + j]! += factor * deviation[j]!;
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) covariance[j * width + i] = covariance[i * width + j]!;
  }
  return { mean, covariance };
}

/**
 * The squared Fréchet distance of two Gaussians, which is their squared Wasserstein distance:
 * `‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2·(Σ₁^½·Σ₂·Σ₁^½)^½)`.
 *
 * @param a The moments of the one.
 * @param b The moments of the other.
 * @see Dowson and Landau, "The Fréchet distance between multivariate normal distributions", 1982
 */
export function gaussianDistance(a: Moments, b: Moments): number {
  const n = a.mean.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += (a.mean[i]! - b.mean[i]!) ** 2 + a.covariance[i * n + i]! + b.covariance[i * n + i]!;
  }
  const root = symmetricRoot(a.covariance, n);
  const values = symmetricEigenvalues(product(product(root, b.covariance, n), root, n), n);
  return sum - 2 * values.reduce((trace, value) => trace + Math.sqrt(Math.max(0, value)), 0);
}

/** The product of two square matrices. */
function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      for (let j = 0; j < n; j++) out[i * n + j]! += factor * b[k * n + j]!;
    }
  }
  return out;
}

/** The comparison of two sets of features as if they were Gaussian. */
export const frechetComparison: FeatureComparison = {
  protocol: {},
  floors: { value: "floor" },
  between: (x, y, width) => ({ value: gaussianDistance(momentsOf(x, width), momentsOf(y, width)) }),
};

/**
 * The Fréchet distance of the features of samples from those of the test split, as if both were Gaussian, squared as
 * it is always given.
 *
 * It is biased upwards by the size of the sets, and by more than other features would be: numbers compare only where
 * the whole protocol is equal. `floor` is what two sets of data of that size have.
 */
export const frechetDistance: Component<Metric, z.output<typeof options>> = {
  summary: "distance of the features of samples from those of data, as if both were Gaussian",
  formula: "‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2(Σ₁^½ Σ₂ Σ₁^½)^½)",
  reference:
    'Dowson and Landau, "The Fréchet distance between multivariate normal distributions", 1982; for ' +
    'features of images Heusel et al., "GANs trained by a two time-scale update rule", 2017, ' +
    "https://arxiv.org/abs/1706.08500, whose network is another",
  options,
  create: (chosen) => featureMetric(frechetComparison, chosen),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import { squaredDistances } from "../couplings/squared_distances.ts";
import { Failure } from "../failure.ts";
import { type FeatureComparison, featureMetric } from "./feature_metric.ts";
import { featureOptions } from "./feature_options.ts";
import type { Metric } from "./metric.ts";

const options = z.strictObject({
  count: z.int().min(2).max(10000).default(1024)
    .describe("how many samples are compared with as many data; time and memory grow with its square"),
  neighbours: z.int().min(1).max(100).default(3)
    .describe("a set reaches as far around each of its members as the so many nearest others"),
  ...featureOptions,
});

/** The squared distance of every row from its `k`th nearest among the others. */
function squaredRadii(x: Float32Array, width: number, k: number): Float64Array {
  const n = x.length / width;
  const squares = squaredDistances(x, x, width);
  return Float64Array.from({ length: n }, (_, i) => {
    const row = squares.slice(i * n, (i + 1) * n);
    // Not itself, whatever rounding makes of its distance from itself.
    row[i] = Infinity;
    return row.sort()[k - 1]!;
  });
}

/**
 * Precision, the part of samples that lie among the data, and recall, the part of data that lie among the samples. A
 * point lies among a set if it is no farther from one of its members than the `k`th nearest of the others is.
 *
 * @param neighbours The `k`.
 */
export function precisionRecallComparison(neighbours: number): FeatureComparison {
  return {
    protocol: { neighbours },
    floors: { value: "floor", recall: "recallFloor" },
    between(x, y, width) {
      const n = x.length / width;
      if (n <= neighbours) {
        throw new Failure(
          `precisionRecall: expected more than ${neighbours} samples and data, found ${n}`,
          2,
        );
      }
      const squares = squaredDistances(x, y, width);
      const [around, amid] = [squaredRadii(x, width, neighbours), squaredRadii(y, width, neighbours)];
      const samples = new Uint8Array(n);
      const data = new Uint8Array(n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const square = squares[i * n + j]!;
          if (square <= amid[j]!) samples[i] = 1;
          if (square <= around[i]!) data[j] = 1;
        }
      }
      const part = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0) / n;
      return { value: part(samples), recall: part(data) };
    },
  };
}

/**
 * Improved precision and recall of the features of samples, against the test split: the value is the precision, how
 * many samples could be data; `recall` is how much of the data the samples cover. `floor` and `recallFloor` are what
 * other data reach.
 *
 * Neither tells much without the other: samples that a classifier cannot tell apart, be they noise, may all lie in one
 * place among the data, which is a high precision and no recall.
 */
export const precisionRecall: Component<Metric, z.output<typeof options>> = {
  summary:
    "how many samples lie among the data, the precision, and how many data among the samples, the recall",
  formula: "(1/n)·#{i: ‖x_i − y_j‖ ≤ r_k(y_j) for some j}, r_k(y): the distance of y from its kth nearest",
  reference:
    'Kynkäänniemi et al., "Improved Precision and Recall Metric for Assessing Generative Models", 2019, ' +
    "equations 1 and 2, https://arxiv.org/abs/1904.06991",
  options,
  create: ({ neighbours, ...chosen }) => featureMetric(precisionRecallComparison(neighbours), chosen),
};

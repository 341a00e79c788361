import { z } from "zod";
import type { Component } from "../component.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Metric } from "./metric.ts";
import { meanOf, varianceOfMean } from "./mean.ts";

const options = z.strictObject({
  count: z.int().min(2).max(1_000_000).default(4096).describe("how many samples are drawn"),
});

/** The values of one coordinate, less their mean. */
function centred(x: Float32Array, coordinate: number, size: number): Float64Array {
  const values = Float64Array.from({ length: x.length / size }, (_, i) => x[i * size + coordinate]!);
  const mean = meanOf(values);
  return values.map((value) => value - mean);
}

/**
 * How much of a source sample is left in the sample that it becomes: their covariance, averaged over coordinates.
 *
 * It tells couplings apart whose samples have the same law. Between `N(0, I)` and `N(m, S²·I)` a deterministic flow
 * has `S`, a Schrödinger bridge of width `σ` has `½(−σ² + √(σ⁴ + 4S²))`, and independent ends have 0.
 */
export const endpointCovariance: Component<Metric, z.output<typeof options>> = {
  summary: "the covariance of samples and the noise that they came from",
  formula: "mean over coordinates of Cov(x0, x1)",
  options,
  create: ({ count }) => ({
    solvers: [],
    async evaluate({ draw, samples, shape }) {
      const size = sizeOf(shape);
      const { x, x0 } = samples.x.length === count * size ? samples : await draw({ count });
      const products = new Float64Array(count);
      let variance = 0;
      for (let j = 0; j < size; j++) {
        const [start, end] = [centred(x0, j, size), centred(x, j, size)];
        for (let i = 0; i < count; i++) products[i]! += start[i]! * end[i]! / size;
        variance += meanOf(end.map((value) => value ** 2)) / size;
      }
      return {
        value: meanOf(products),
        protocol: { samples: count },
        details: {
          standardError: Math.sqrt(varianceOfMean(products)),
          mean: meanOf(x),
          spread: Math.sqrt(variance),
        },
      };
    },
  }),
};

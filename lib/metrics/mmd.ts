import { z } from "zod";
import type { Component } from "../component.ts";
import { squaredDistances } from "../couplings/squared_distances.ts";
import { Failure } from "../failure.ts";
import type { Metric } from "./metric.ts";
import { type SetDistance, setMetric } from "./set_distance.ts";

const options = z.strictObject({
  count: z.int().min(2).max(10000).default(1024)
    .describe("how many samples are compared with as many data; time and memory grow with its square"),
  bandwidth: z.union([z.literal("median"), z.number().positive()]).default("median").describe(
    "the unit of the kernel's widths, in the unit of the data; median is the median distance of the data, rounded to a " +
      "power of 2",
  ),
  scales: z.array(z.number().positive()).min(1).default([0.25, 0.5, 1, 2, 4])
    .describe("the kernel's widths in that unit: it is the mean of a Gaussian of each"),
});

/** Which kernel. */
export interface KernelOptions {
  /** The unit of the widths. */
  readonly bandwidth: number;
  /** The widths in that unit. */
  readonly scales: readonly number[];
}

/**
 * The squared maximum mean discrepancy `MMD²` of two sets, estimated without bias, for the kernel
 * `k(x, y) = mean over s of exp(−‖x − y‖²/(2·(s·bandwidth)²))`.
 *
 * It is 0 for equal laws, positive for others, and at most 2. The estimate takes the mean over pairs of different
 * samples, so it is right on average for sets of any size, and for equal laws it falls on either side of 0.
 *
 * @param options The kernel.
 */
export function mmdSquared({ bandwidth, scales }: KernelOptions): SetDistance {
  const rates = scales.map((scale) => 1 / (2 * (scale * bandwidth) ** 2));
  const kernel = (square: number): number => {
    let sum = 0;
    for (const rate of rates) sum += Math.exp(-square * rate);
    return sum / rates.length;
  };
  const between = (x: Float32Array, y: Float32Array, size: number): number =>
    squaredDistances(x, y, size).reduce((sum, square) => sum + kernel(square), 0) / (x.length / size) ** 2;
  const within = (x: Float32Array, size: number): number => {
    const n = x.length / size;
    const squares = squaredDistances(x, x, size);
    let sum = 0;
    for (let i = 1; i < n; i++) {
      for (let j = 0; j < i; j++) sum += kernel(squares[i * n + j]!);
    }
    return 2 * sum / (n * (n - 1));
  };
  return {
    label: "maximum mean discrepancy, squared",
    protocol: { bandwidth, scales: scales.join(", ") },
    between: (x, y, size) => within(x, size) + within(y, size) - 2 * between(x, y, size),
  };
}

/**
 * The median distance of different examples, rounded to a power of 2: so sets of one law have the same, but for the
 * rare ones near the middle between two powers, and numbers of different runs are of one kernel.
 *
 * @param x The examples, laid end to end.
 * @param size Numbers in one example.
 * @throws {Failure} If half of the examples are the same.
 */
export function medianBandwidth(x: Float32Array, size: number): number {
  const n = x.length / size;
  const squares = squaredDistances(x, x, size);
  const pairs = new Float64Array(n * (n - 1) / 2);
  for (let i = 1, k = 0; i < n; i++) {
    for (let j = 0; j < i; j++) pairs[k++] = squares[i * n + j]!;
  }
  const median = Math.sqrt(pairs.sort()[Math.floor(pairs.length / 2)]!);
  if (median === 0) {
    throw new Failure(
      "The median distance of the data is 0: expected data that differ, or a number as bandwidth for mmd",
      2,
    );
  }
  return 2 ** Math.round(Math.log2(median));
}

/**
 * The squared maximum mean discrepancy of samples from the test split, by {@linkcode mmdSquared}. The samples have no
 * part in the choice of the kernel, which the protocol names.
 */
export const mmd: Component<Metric, z.output<typeof options>> = {
  summary: "squared maximum mean discrepancy of samples from data, unbiased; below 0 by chance only",
  formula: "MMD² = E k(X, X') + E k(Y, Y') − 2E k(X, Y),  k a mean of Gaussians",
  reference:
    'Gretton et al., "A Kernel Two-Sample Test", 2012, section 2.2, https://jmlr.org/papers/v13/gretton12a.html',
  options,
  create: ({ count, bandwidth, scales }) =>
    setMetric(
      (reference, size) =>
        mmdSquared({
          bandwidth: bandwidth === "median" ? medianBandwidth(reference, size) : bandwidth,
          scales,
        }),
      count,
    ),
};

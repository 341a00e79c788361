import { z } from "zod";
import type { Component } from "../component.ts";
import { squaredDistances } from "../couplings/squared_distances.ts";
import type { Metric } from "./metric.ts";
import { type SetDistance, setMetric } from "./set_distance.ts";

const options = z.strictObject({
  count: z.int().min(2).max(10000).default(1024)
    .describe("how many samples are compared with as many data; time and memory grow with its square"),
});

/**
 * The energy distance of two sets, squared: the unbiased estimate of `2E‖X−Y‖ − E‖X−X'‖ − E‖Y−Y'‖`.
 *
 * It is 0 for equal laws and positive for others. The estimate takes the mean over pairs of different samples, so
 * it is right on average for sets of any size, and for equal laws it falls on either side of 0. It is given as it is:
 * its root would have to leave the negative ones out, and would be biased.
 */
export const energyDistanceSquared: SetDistance = {
  label: "energy distance, squared",
  protocol: {},
  between: (x, y, size) =>
    2 * meanDistance(x, y, size) - meanInnerDistance(x, size) - meanInnerDistance(y, size),
};

/** The mean distance of the samples of one set from those of another of the same size. */
function meanDistance(x: Float32Array, y: Float32Array, size: number): number {
  const squares = squaredDistances(x, y, size);
  return squares.reduce((sum, square) => sum + Math.sqrt(square), 0) / squares.length;
}

/** The mean distance of different samples of a set. */
function meanInnerDistance(x: Float32Array, size: number): number {
  const n = x.length / size;
  const squares = squaredDistances(x, x, size);
  let sum = 0;
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) sum += Math.sqrt(squares[i * n + j]!);
  }
  return 2 * sum / (n * (n - 1));
}

/** The squared energy distance of samples from the test split, by {@linkcode energyDistanceSquared}. */
export const energyDistance: Component<Metric, z.output<typeof options>> = {
  summary: "squared energy distance of samples from data, estimated without bias; below 0 by chance only",
  formula: "D² = 2E‖X−Y‖ − E‖X−X'‖ − E‖Y−Y'‖",
  reference:
    'Székely and Rizzo, "Energy statistics: a class of statistics based on distances", 2013, section 2',
  options,
  create: ({ count }) => setMetric(energyDistanceSquared, count),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import { Stream } from "../random/stream.ts";
import type { Metric } from "./metric.ts";
import { type SetDistance, setMetric } from "./set_distance.ts";

const options = z.strictObject({
  count: z.int().min(2).max(1000000).default(1024).describe(
    "how many samples are compared with as many data",
  ),
  projections: z.int().min(1).max(100000).default(256).describe("how many directions are projected on"),
});

/** Where the directions come from: part of the protocol, so that they are the same for every experiment. */
const SEED = 0;

/**
 * The root mean, over random directions `θ`, of the squared distance `W₂²` of the projections of two sets.
 *
 * On a line the optimal plan pairs the sorted points, so no assignment has to be found, in whatever dimension. A
 * shift by `a` has the distance `‖a‖/√d`, up to the choice of the directions.
 *
 * @param projections How many directions, which are the same in every experiment.
 */
export function slicedWassersteinDistance(projections: number): SetDistance {
  return {
    label: "sliced Wasserstein distance",
    protocol: { projections, projectionSeed: SEED },
    between(x, y, size) {
      const draws = new Stream({ seed: SEED, purpose: "metric/slicedWasserstein" });
      const direction = new Float64Array(size);
      let sum = 0;
      for (let p = 0; p < projections; p++) {
        draws.moveTo(p);
        draws.fillNormal(direction);
        const length = Math.sqrt(direction.reduce((squares, entry) => squares + entry * entry, 0));
        const a = projected(x, direction).sort();
        const b = projected(y, direction).sort();
        let squares = 0;
        for (let i = 0; i < a.length; i++) squares += (a[i]! - b[i]!) ** 2;
        sum += squares / (a.length * length * length);
      }
      return Math.sqrt(sum / projections);
    },
  };
}

/** The inner product of every sample with a direction. */
function projected(x: Float32Array, direction: Float64Array): Float64Array {
  const size = direction.length;
  const products = new Float64Array(x.length / size);
  for (let i = 0, e = 0; i < products.length; i++) {
    let product = 0;
    for (let c = 0; c < size; c++) product += direction[c]! * x[e++]!;
    products[i] = product;
  }
  return products;
}

/** The sliced Wasserstein distance of samples from the test split, by {@linkcode slicedWassersteinDistance}. */
export const slicedWasserstein: Component<Metric, z.output<typeof options>> = {
  summary: "distance of samples from data by their projections on random directions; for points and images",
  formula: "SW₂ = √E_θ[W₂²(θ·X, θ·Y)]",
  reference:
    'Bonneel et al., "Sliced and Radon Wasserstein Barycenters of Measures", 2015, section 3; Deshpande, Zhang ' +
    'and Schwing, "Generative Modeling using the Sliced Wasserstein Distance", 2018, https://arxiv.org/abs/1803.11188',
  options,
  create: ({ count, projections }) => setMetric(slicedWassersteinDistance(projections), count),
};

import type { Component } from "../component.ts";
import type { Coupling, UnpairedBatch } from "./coupling.ts";
import { transport, type TransportOptions, transportOptions } from "./transport.ts";

/**
 * Optimal transport within each class of a batch: the coupling for conditional models.
 *
 * Row `i` of `x0` is dealt to the class of row `i` of `x1`, and rows are paired inside their class only. So
 * the noise of each class is still drawn from `p0`, as it is when samples of the class are generated. Plain
 * minibatch transport breaks that: from eight Gaussians to two moons with labels it came within a Wasserstein
 * distance of 0.462 only, independent pairs within 0.059 (Cheng and Schwing, figure 1). Without labels there
 * is one class and no difference to `minibatchOt`.
 */
export const classwiseOt: Component<Coupling, TransportOptions> = {
  summary: "optimal transport within each class of a batch, which keeps p(x0 | class) = p0",
  formula: "π = argmin Σ ‖x0 − x1‖² over the pairings of a batch that keep rows in their class",
  reference: 'Cheng and Schwing, "The Curse of Conditions: Analyzing and Improving Optimal Transport for ' +
    'Conditional Flow-Based Generation", 2025, https://arxiv.org/abs/2503.10636',
  options: transportOptions,
  create(options) {
    const pair = transport(options);
    return {
      isIndependent: false,
      batchSize: options.otBatchSize,
      bridgeWidth: undefined,
      pair(batch, draws) {
        const rows = new Int32Array(batch.count);
        for (const places of placesByClass(batch.labels)) {
          const pairs = pair(select(batch, places), draws);
          places.forEach((place, i) => rows[place] = places[pairs[i]!]!);
        }
        return rows;
      },
    };
  },
};

/** Where the rows of each class are, in order. */
function placesByClass(labels: Int32Array): Iterable<number[]> {
  return Map.groupBy(labels.keys(), (place) => labels[place]!).values();
}

/** The batch of the rows at these places. */
function select({ x0, x1, size, labels }: UnpairedBatch, places: readonly number[]): UnpairedBatch {
  const count = places.length;
  const out = {
    x0: new Float32Array(count * size),
    x1: new Float32Array(count * size),
    labels: Int32Array.from(places, (place) => labels[place]!),
    count,
    size,
  };
  places.forEach((place, i) => {
    out.x0.set(x0.subarray(place * size, (place + 1) * size), i * size);
    out.x1.set(x1.subarray(place * size, (place + 1) * size), i * size);
  });
  return out;
}

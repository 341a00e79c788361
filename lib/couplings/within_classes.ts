import { z } from "zod";
import type { UnpairedBatch } from "./coupling.ts";
import type { Pair } from "./transport.ts";

/** The option of all couplings that solve a problem of transport. */
export const acrossClasses: z.ZodDefault<z.ZodBoolean> = z.boolean().default(false).describe(
  "whether rows are paired whatever their class, though the network is told it; that harms conditional models",
);

/**
 * Pairs the rows of every class of a batch among themselves.
 *
 * Row `i` of `x0` is dealt to the class of row `i` of `x1`, so the noise of each class is still drawn from `p0`, as it
 * is when samples of the class are generated. A plan that is blind to classes breaks that: from eight Gaussians to two
 * moons with labels it came within a Wasserstein distance of 0.462 only, independent pairs within 0.059 (Cheng and
 * Schwing, figure 1). Where the network is not told classes, there is only one.
 *
 * @param pair Pairs the rows of one class.
 * @see Cheng and Schwing, "The Curse of Conditions: Analyzing and Improving Optimal Transport for Conditional
 * Flow-Based Generation", 2025, https://arxiv.org/abs/2503.10636
 */
export function withinClasses(pair: Pair): Pair {
  return (batch, draws) => {
    const classes = Map.groupBy(batch.labels.keys(), (place) => batch.labels[place]!);
    if (classes.size === 1) return pair(batch, draws);
    const rows = new Int32Array(batch.count);
    for (const places of classes.values()) {
      const pairs = pair(select(batch, places), draws);
      places.forEach((place, i) => rows[place] = places[pairs[i]!]!);
    }
    return rows;
  };
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

import { Failure } from "../failure.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Metric, MetricContext, MetricResult } from "./metric.ts";

/** A distance between the laws of two sets of samples, whatever their order. */
export interface SetDistance {
  /** What an axis calls it. */
  readonly label: string;
  /** All that two numbers must have in common to be comparable, besides the sizes of the sets. */
  readonly protocol: MetricResult["protocol"];
  /**
   * Measures.
   *
   * @param x Samples, laid end to end.
   * @param y As many samples to compare them with.
   * @param size Numbers in one sample.
   */
  between(x: Float32Array, y: Float32Array, size: number): number;
}

/** Data that samples are compared with. */
export interface ReferenceSets {
  /** How many samples are compared. */
  readonly count: number;
  /** So many data of the test split. */
  readonly reference: Float32Array;
  /** As many others of the same split; undefined if it does not have them. */
  readonly other: Float32Array | undefined;
}

/**
 * Reads data of the test split, and as many others to compare them with.
 *
 * @param context What can be asked for.
 * @param most How many samples are compared, if there are so many data.
 * @throws {Failure} With exit code 2 if there are fewer than two data.
 */
export async function referenceSets(context: MetricContext, most: number): Promise<ReferenceSets> {
  const size = sizeOf(context.shape);
  const found = await context.reference(2 * most);
  const count = Math.min(most, found.length / size);
  if (count < 2) {
    throw new Failure(
      `Expected two data or more in the test split to compare samples with: found ${count}`,
      2,
    );
  }
  const other = found.subarray(count * size, 2 * count * size);
  return {
    count,
    reference: found.subarray(0, count * size),
    other: other.length === count * size ? other : undefined,
  };
}

/**
 * The distance between two sets of data as details of a result: what sampling noise alone amounts to, so that no
 * smaller difference between models means anything.
 *
 * @param distance The distance.
 * @param sets The data.
 * @param size Numbers in one sample.
 */
export function floorOf(
  distance: SetDistance,
  { reference, other }: ReferenceSets,
  size: number,
): { readonly floor?: number } {
  return other ? { floor: distance.between(other, reference, size) } : {};
}

/**
 * A metric that compares samples of the experiment's solver with data that were not trained on.
 *
 * Its details have the same number for two disjoint sets of data as `floor`.
 *
 * @param chosen What is measured; perhaps a function of the data that are compared with, and the size of a sample.
 * @param count How many samples are compared; fewer if the test split is smaller.
 */
export function setMetric(
  chosen: SetDistance | ((reference: Float32Array, size: number) => SetDistance),
  count: number,
): Metric {
  return {
    solvers: [],
    async evaluate(context) {
      const size = sizeOf(context.shape);
      const sets = await referenceSets(context, count);
      const distance = typeof chosen === "function" ? chosen(sets.reference, size) : chosen;
      const { x } = context.samples.x.length >= sets.count * size
        ? context.samples
        : await context.draw({ count: sets.count });
      return {
        value: distance.between(x.subarray(0, sets.count * size), sets.reference, size),
        protocol: { samples: sets.count, reference: sets.count, split: "test", ...distance.protocol },
        details: floorOf(distance, sets, size),
      };
    },
  };
}

import { sizeOf } from "../tensor/shape.ts";
import { type FeatureChoice, featuresOf } from "./feature_options.ts";
import type { Metric, MetricResult } from "./metric.ts";
import { referenceSets } from "./set_distance.ts";

/** What was found of two sets: numbers by name. */
export interface FeatureFinding {
  /** The metric's value. */
  readonly value: number;
  /** Further numbers. */
  readonly [detail: string]: number;
}

/** A comparison of the features of two sets of images, whatever their order. */
export interface FeatureComparison {
  /** All that two numbers must have in common to be comparable, besides the sets and whose features they are. */
  readonly protocol: MetricResult["protocol"];
  /**
   * What the details call the numbers that are also found for two disjoint sets of data, by their names: what chance
   * alone amounts to.
   */
  readonly floors: Readonly<Record<string, string>>;
  /**
   * Compares.
   *
   * @param x Features of samples, row after row.
   * @param y Features of as many data.
   * @param width Numbers in a row.
   * @throws {Failure} If there are too few.
   */
  between(x: Float32Array, y: Float32Array, width: number): FeatureFinding;
}

/**
 * A metric that compares features of samples of the experiment's solver with those of data that were not trained on.
 *
 * @param comparison What is measured.
 * @param options How many samples are compared, fewer if the test split is smaller, and what features they have.
 */
export function featureMetric(
  comparison: FeatureComparison,
  { count, ...choice }: FeatureChoice & { readonly count: number },
): Metric {
  return {
    solvers: [],
    needsClassifier: choice.extractor === undefined,
    refuses: ({ shape }) =>
      shape.length === 3
        ? undefined
        : `features are those of images: expected a data set of images, found points [${shape.join(", ")}]`,
    async evaluate(context) {
      const size = sizeOf(context.shape);
      const sets = await referenceSets(context, count);
      // What is cheap comes first: without a classifier no sample needs to be drawn.
      const reference = await featuresOf(context, sets.reference, choice);
      const { width, name } = reference;
      const rows = async (x: Float32Array): Promise<Float32Array> =>
        (await featuresOf(context, x, choice)).features;
      const { x } = context.samples.x.length >= sets.count * size
        ? context.samples
        : await context.draw({ count: sets.count });
      const seen = await rows(x.subarray(0, sets.count * size));
      const { value, ...details } = comparison.between(seen, reference.features, width);
      const chance = sets.other && comparison.between(await rows(sets.other), reference.features, width);
      const floors = Object.entries(chance ? comparison.floors : {}).map((
        [key, floor],
      ) => [floor, chance![key]!]);
      return {
        value,
        protocol: {
          samples: sets.count,
          reference: sets.count,
          split: "test",
          features: name,
          rounding: choice.rounding,
          ...comparison.protocol,
        },
        details: { ...details, ...Object.fromEntries(floors) },
      };
    },
  };
}

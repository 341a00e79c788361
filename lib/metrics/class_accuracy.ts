import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { sizeOf } from "../tensor/shape.ts";
import { featuresOf, roundingOption } from "./feature_options.ts";
import type { Metric, MetricSamples } from "./metric.ts";

const UNASKED =
  "classAccuracy asks whether samples are of the class that was asked for, and this experiment asks for none: " +
  "expected conditioning: { class: true }";

const options = z.strictObject({
  count: z.int().min(1).max(1000000).default(1000).describe("how many samples are read"),
  rounding: roundingOption,
});

/**
 * The part of samples that the data set's classifier reads as the class that they were drawn for.
 *
 * The classifier itself is right about `classifierAccuracy` of the test split: a model whose samples were data would
 * have about that.
 */
export const classAccuracy: Component<Metric, z.output<typeof options>> = {
  summary: "the part of samples that a classifier reads as the class that was asked for",
  formula: "(1/n)·#{i: argmax classifier(x_i) = class_i}",
  reference:
    'Ravuri and Vinyals, "Classification Accuracy Score for Conditional Generative Models", 2019, is about the ' +
    "reverse, https://arxiv.org/abs/1905.10887",
  options,
  create: ({ count, rounding }) => ({
    solvers: [],
    needsClassifier: true,
    refuses: ({ isConditional }) => isConditional ? undefined : UNASKED,
    async evaluate(context) {
      const size = sizeOf(context.shape);
      const enough = context.samples.x.length >= count * size;
      const { x, labels } = enough ? context.samples : await context.draw({ count });
      const asked = classesOf({ labels }).subarray(0, count);
      const seen = await featuresOf(context, x.subarray(0, count * size), { rounding });
      const right = seen.labels!.map((label, i) => label === asked[i] ? 1 : 0);
      const value = right.reduce((sum, one) => sum + one, 0) / count;
      return {
        value,
        protocol: { samples: count, features: seen.name, rounding },
        details: {
          standardError: Math.sqrt(value * (1 - value) / count),
          classifierAccuracy: seen.testAccuracy!,
        },
        rows: context.classes.flatMap((name, label) => {
          const own = right.filter((_, i) => asked[i] === label);
          if (own.length === 0) return [];
          const accuracy = own.reduce((sum, one) => sum + one, 0) / own.length;
          return [{ class: name, asked: own.length, accuracy }];
        }),
      };
    },
  }),
};

/** The classes that samples were drawn for. */
function classesOf({ labels }: Pick<MetricSamples, "labels">): Int32Array {
  if (labels !== undefined) return labels;
  throw new Failure(UNASKED, 2);
}

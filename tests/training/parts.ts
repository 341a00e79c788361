import type { Examples } from "../../lib/datasets/dataset.ts";
import { independent } from "../../lib/couplings/independent.ts";
import { none } from "../../lib/gammas/none.ts";
import { interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { velocity } from "../../lib/targets/velocity.ts";
import { uniform } from "../../lib/time_samplers/uniform.ts";
import type { BatchParts } from "../../lib/training/batch.ts";
import { uniform as alike } from "../../lib/weightings/uniform.ts";

/** Examples `i` of two numbers, `i` and `1/(i + 1)`, that note in which order they are read. */
export function countingExamples(
  size: number,
): Examples & { readonly read: Examples["read"]; order: number[] } {
  return {
    size,
    fingerprint: "",
    order: [],
    read(index, out) {
      this.order.push(index);
      out.set([index, 1 / (index + 1)]);
    },
    label: () => 0,
  };
}

/** The simplest parts for points of the plane, some of them exchanged. */
export function batchParts(changes: Partial<BatchParts> = {}): BatchParts {
  return {
    seed: 1,
    examples: countingExamples(10),
    shape: [2],
    drawSource: (out, draws) => draws.fillNormal(out),
    coupling: independent.create({}),
    timeSampler: uniform.create({}),
    interpolant: interpolant(linear.create({}), none.create({})),
    target: velocity.create({ smallestTime: 0, largestTime: 1 }),
    weighting: alike.create({ importance: false }),
    batchSize: 4,
    ...changes,
  };
}

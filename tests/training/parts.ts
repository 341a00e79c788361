import type { Examples } from "../../lib/datasets/dataset.ts";
import { independent } from "../../lib/couplings/independent.ts";
import { meanSquare } from "../../lib/losses/mean_square.ts";
import { linear } from "../../lib/paths/linear.ts";
import { gaussian } from "../../lib/sources/gaussian.ts";
import { velocity } from "../../lib/targets/velocity.ts";
import { uniform } from "../../lib/time_samplers/uniform.ts";
import type { BatchParts } from "../../lib/training/batch.ts";

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
    source: gaussian.create({}),
    coupling: independent.create({}),
    timeSampler: uniform.create({}),
    path: linear.create({}),
    target: velocity.create({}),
    loss: meanSquare.create({}),
    batchSize: 4,
    ...changes,
  };
}

import type { Examples } from "../datasets/dataset.ts";
import { Stream } from "../random/stream.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Shape } from "../tensor/types.ts";

/** As many examples as a data set has, so that shuffling is rare; they repeat those of one batch. */
const EXAMPLES = 50_000;

/**
 * Examples that are in memory already: a benchmark is not about reading data.
 *
 * @param count How many different ones.
 * @param shape The shape of one.
 */
export function fixedExamples(count: number, shape: Shape): Examples {
  const size = sizeOf(shape);
  const data = new Float32Array(count * size);
  new Stream({ seed: 0, purpose: "bench/data" }).fillNormal(data);
  return {
    size: EXAMPLES,
    fingerprint: "",
    read(index, out) {
      const first = index % count * size;
      for (let i = 0; i < size; i++) out[i] = data[first + i]!;
    },
    label: () => 0,
  };
}

import type { Examples } from "../datasets/dataset.ts";
import { Failure } from "../failure.ts";
import type { PairErrors, RegressionErrors, RegressionOptions } from "../metrics/metric.ts";
import { Stream } from "../random/stream.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { TimeSampler } from "../time_samplers/time_sampler.ts";
import { batches, type BatchParts } from "./batch.ts";

/** What a model is asked about, and how. */
export interface RegressionParts extends Omit<BatchParts, "examples" | "dropProbability" | "dropouts"> {
  /**
   * What the model answers, head by head, each an array like `x`.
   *
   * @param x Points on the path, laid end to end.
   * @param t Their times.
   * @param labels Their classes.
   */
  answer(x: Float64Array, t: Float64Array, labels: Int32Array): Promise<readonly ArrayLike<number>[]>;
  /** The most points that it takes at once. */
  readonly most: number;
}

/**
 * Asks a model what it was trained for, on pairs that it was not trained on: in batches as those of a training, but of
 * examples as they are, without augmentation, and with streams of their own.
 *
 * The errors are computed in double precision from what a training step is given. What is drawn does not depend on how
 * many points the model takes at once.
 *
 * @param parts What batches are drawn from, and the model.
 * @param examples The data that it is asked about.
 * @param options How many pairs, and at which times.
 * @throws {Failure} With exit code 2 if there are no data.
 */
export async function regressionErrors(
  parts: RegressionParts,
  examples: Examples,
  { count, draw = 0, part }: RegressionOptions,
): Promise<RegressionErrors> {
  if (examples.size === 0) {
    throw new Failure("Expected examples in the test split to ask the model about: found none", 2);
  }
  const { batchSize, most, floor, interpolant, target } = parts;
  const size = sizeOf(parts.shape);
  const asTheyAre: Examples = {
    size: examples.size,
    fingerprint: examples.fingerprint,
    read: (index, out) => examples.read(index, out),
    label: (index) => examples.label(index),
  };
  const times = part === undefined ? {} : { timeSampler: always(part) };
  // Another seed keeps the noise apart from that of the training, and that of one draw from another's.
  const own = new Stream({ seed: parts.seed, purpose: "regression/seed", step: draw }).uniform();
  const batch = batches({ ...parts, ...times, seed: Math.floor(own * 2 ** 53), examples: asTheyAre });
  const found = { times: new Float64Array(count), errors: pairErrors(count), floors: pairErrors(count) };
  for (let from = 0; from < count; from += batchSize) {
    const { inputs, velocityShares } = batch(1 + from / batchSize);
    const { xt, t, regressand, share, scale, label } = inputs as Record<string, Float32Array>;
    const asked = Math.min(batchSize, count - from);
    for (let first = 0; first < asked; first += most) {
      const last = Math.min(first + most, asked);
      const answers = await parts.answer(
        Float64Array.from(xt!.subarray(first * size, last * size)),
        Float64Array.from(t!.subarray(first, last)),
        Int32Array.from(label?.subarray(first, last) ?? new Int32Array(last - first)),
      );
      for (let i = first; i < last; i++) {
        const pair = from + i;
        found.times[pair] = t![i]!;
        const regressions = floor && target.regressions(interpolant.at(t![i]!));
        answers.forEach((answer, head) => {
          const row = head * batchSize + i;
          const factor = scale?.[row] ?? 1;
          let squares = 0;
          for (let e = 0; e < size; e++) {
            squares += (factor * answer[(i - first) * size + e]! - regressand![row * size + e]!) ** 2;
          }
          const weights = {
            squared: 1 / answers.length,
            velocity: velocityShares[row]! * batchSize,
            weighted: share![row]! * batchSize,
          };
          add(found.errors, pair, weights, squares / size);
          if (regressions) {
            add(found.floors, pair, weights, floor(interpolant.at(t![i]!), regressions[head]!));
          }
        });
      }
    }
  }
  return { ...found, floors: floor && found.floors };
}

/** Times that are all the same. */
function always(time: number): TimeSampler {
  return { sample: (count) => new Float64Array(count).fill(time), density: () => 1 };
}

function pairErrors(count: number): PairErrors {
  return {
    squared: new Float64Array(count),
    velocity: new Float64Array(count),
    weighted: new Float64Array(count),
  };
}

/** Adds what a head is off to the errors of a pair. */
function add(
  errors: PairErrors,
  pair: number,
  weights: Readonly<Record<keyof PairErrors, number>>,
  square: number,
): void {
  errors.squared[pair]! += weights.squared * square;
  errors.velocity[pair]! += weights.velocity * square;
  errors.weighted[pair]! += weights.weighted * square;
}

import type { Coupling } from "../couplings/coupling.ts";
import type { Examples } from "../datasets/dataset.ts";
import type { Arrays } from "../engines/engine.ts";
import type { Loss } from "../losses/loss.ts";
import type { Path } from "../paths/path.ts";
import { permutation } from "../random/permutation.ts";
import { Stream } from "../random/stream.ts";
import type { Source } from "../sources/source.ts";
import type { Target } from "../targets/target.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Shape } from "../tensor/types.ts";
import type { TimeSampler } from "../time_samplers/time_sampler.ts";

/** Everything that a batch is drawn from. */
export interface BatchParts {
  /** The experiment's seed. */
  readonly seed: number;
  /** The data. */
  readonly examples: Examples;
  /** The shape of one example. */
  readonly shape: Shape;
  /** Where `x0` comes from. */
  readonly source: Source;
  /** Which `x0` goes with which `x1`. */
  readonly coupling: Coupling;
  /** How times are drawn. */
  readonly timeSampler: TimeSampler;
  /** The path between the two. */
  readonly path: Path;
  /** What the network regresses. */
  readonly target: Target;
  /** The loss, for its weight over time. */
  readonly loss: Loss;
  /** Examples per step. */
  readonly batchSize: number;
}

/**
 * Draws the batch of any training step; what it draws depends on the seed, the step and the place in the batch
 * alone.
 *
 * The data are read in epochs, each in its own random order, one after the other without a break: the batch
 * that reaches the end of an epoch goes on in the next, so all batches are of one size and none is dropped.
 *
 * @param parts What to draw from.
 * @returns A function from a step's number, from 1, to its `xt`, `t`, `regressand` and `share`. The arrays are
 * overwritten by the next call.
 */
export function batches(parts: BatchParts): (step: number) => Arrays {
  const { seed, examples, source, coupling, timeSampler, path, target, loss, batchSize } = parts;
  const size = sizeOf(parts.shape);
  const x0 = new Float32Array(batchSize * size);
  const x1 = new Float32Array(batchSize * size);
  const xt = new Float32Array(batchSize * size);
  const regressand = new Float32Array(batchSize * size);
  const t = new Float32Array(batchSize);
  const [x0Rows, x1Rows] = [x0, x1].map((rows) =>
    Array.from({ length: batchSize }, (_, i) => rows.subarray(i * size, (i + 1) * size))
  ) as [Float32Array[], Float32Array[]];
  const share = new Float32Array(batchSize);
  let order: { epoch: number; indices: Uint32Array } = { epoch: -1, indices: new Uint32Array() };

  /** The example at a place in the endless sequence of epochs. */
  const exampleAt = (position: number): number => {
    const epoch = Math.floor(position / examples.size);
    if (epoch !== order.epoch) {
      const draws = new Stream({ seed, purpose: "train/order", step: epoch });
      order = { epoch, indices: permutation(examples.size, draws) };
    }
    return order.indices[position % examples.size]!;
  };

  return (step) => {
    const noise = new Stream({ seed, purpose: "train/noise", step });
    const augment = new Stream({ seed, purpose: "train/augment", step });
    for (let i = 0; i < batchSize; i++) {
      noise.moveTo(i);
      augment.moveTo(i);
      source.sample(x0Rows[i]!, noise);
      examples.read(exampleAt((step - 1) * batchSize + i), x1Rows[i]!, augment);
    }
    const rows = coupling.pair({ x0, x1, count: batchSize, size });
    const times = timeSampler.sample(batchSize, new Stream({ seed, purpose: "train/time", step }));
    for (let i = 0; i < batchSize; i++) {
      const time = target.smallestTime + (1 - target.smallestTime) * times[i]!;
      const { alpha, sigma } = path.at(time);
      const weights = target.regressand(time, path);
      t[i] = time;
      share[i] = loss.weight(time, path) / (batchSize * size);
      const row = rows[i]! * size;
      for (let j = 0; j < size; j++) {
        const data = x1[i * size + j]!;
        const start = x0[row + j]!;
        xt[i * size + j] = alpha * data + sigma * start;
        regressand[i * size + j] = weights.x1 * data + weights.x0 * start;
      }
    }
    return { xt, t, regressand, share };
  };
}

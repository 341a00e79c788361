import { Failure } from "../failure.ts";
import type { Logger } from "../logger.ts";
import type { FollowModelOptions } from "../metrics/metric.ts";
import { Stream } from "../random/stream.ts";
import type { Noise, Solution } from "../solvers/solver.ts";
import type { DrawSource } from "../sources/source.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Shape } from "../tensor/types.ts";

/** Follows some samples from `t = 0` to `t = 1`. */
export type FollowSamples = (
  x0: Float32Array,
  options: Required<Pick<FollowModelOptions<Float32Array>, "samples" | "first" | "onProgress">> & {
    readonly onStep?: (x: Float32Array, time: number) => void;
  },
) => Promise<Solution<Float32Array>>;

/** What to draw, and how. */
export interface SampleParts {
  /** What carries samples along, up to `batchSize` at once. */
  readonly follow: FollowSamples;
  /** Where `x0` comes from. */
  readonly drawSource: DrawSource;
  /** The experiment's seed. */
  readonly seed: number;
  /** The shape of one sample. */
  readonly shape: Shape;
  /** How many samples. */
  readonly count: number;
  /** How many are integrated together. */
  readonly batchSize: number;
  /** Of how many samples, from the first on, the whole way is kept. */
  readonly trajectories: number;
  /** Where progress is reported. */
  readonly logger: Logger;
}

/** Where samples were at one time. */
export interface Frame {
  /** The time, in `[0, 1]`. */
  readonly time: number;
  /** The samples whose way is kept, laid end to end. */
  readonly x: Float32Array;
}

/** Samples, and the way that some of them took. */
export interface Samples {
  /** The samples at `t = 1`, laid end to end, `[count, ...shape]`. */
  readonly x: Float32Array;
  /** The noise that they came from, `[count, ...shape]`. */
  readonly x0: Float32Array;
  /** The way of the first ones, from `t = 0` to `t = 1`, after every step. */
  readonly frames: readonly Frame[];
  /** Network calls for each sample. */
  readonly evaluations: Uint32Array;
  /** The samples that ran out of steps before `t = 1`. */
  readonly unfinished: readonly number[];
}

/**
 * Draws samples: noise from the source, carried along from `t = 0` to `t = 1`.
 *
 * Sample `i` starts from a stream of its own, so it is the same whatever the number of samples and of batches.
 *
 * @param parts What to draw.
 * @throws {Failure} If a sample is no longer finite.
 */
export async function sample(parts: SampleParts): Promise<Samples> {
  const { drawSource, seed, count, batchSize, trajectories, logger } = parts;
  const size = sizeOf(parts.shape);
  const kept = Math.min(trajectories, count);
  const x = new Float32Array(count * size);
  const x0 = new Float32Array(count * size);
  const evaluations = new Uint32Array(count);
  const unfinished: number[] = [];
  const frames: Frame[] = [];
  const report = (done: number) =>
    logger.progress({ stage: "sampling", done, total: count, unit: "samples" });
  report(0);
  for (let first = 0; first < count; first += batchSize) {
    const samples = Math.min(batchSize, count - first);
    const start = x0.subarray(first * size, (first + samples) * size);
    for (let i = 0; i < samples; i++) {
      const draws = new Stream({ seed, purpose: "sample/noise", sample: first + i });
      drawSource(start.subarray(i * size, (i + 1) * size), draws);
    }
    let step = 0;
    const onStep = (state: Float32Array, time: number): void => {
      if (first === 0) frames.push({ time, x: new Float32Array(kept * size) });
      const rows = Math.min(kept - first, samples);
      frames[step++]!.x.set(state.subarray(0, rows * size), first * size);
    };
    const solution = await parts.follow(start, {
      samples,
      first,
      onProgress: (part) => report(first + samples * part),
      ...first < kept ? { onStep } : {},
    });
    x.set(solution.x, first * size);
    evaluations.set(solution.evaluations, first);
    unfinished.push(...solution.unfinished.map((i) => first + i));
  }
  if (!x.every(Number.isFinite)) {
    throw new Failure(
      "Some samples are not finite numbers: the velocity field or the solver's steps diverge",
    );
  }
  return { x, x0, frames, evaluations, unfinished };
}

/**
 * The noise of samples for stochastic solvers, each from streams of its own.
 *
 * @param seed The experiment's seed.
 * @param first The number of the first sample of the state.
 * @param size Numbers in one sample.
 */
export function noiseFor(seed: number, first: number, size: number): Noise {
  return (step, out) => {
    const draws = new Stream({ seed, purpose: "sample/step", step });
    for (let i = 0; i * size < out.length; i++) {
      draws.moveTo(first + i);
      draws.fillNormal(out.subarray(i * size, (i + 1) * size));
    }
  };
}

import { Failure } from "../failure.ts";
import type { Logger } from "../logger.ts";
import { Stream } from "../random/stream.ts";
import type { Solver, VelocityFunction } from "../solvers/solver.ts";
import type { Source } from "../sources/source.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Shape } from "../tensor/types.ts";

/** What to draw, and how. */
export interface SampleParts {
  /** The field, for `batchSize` samples at once. */
  readonly velocity: VelocityFunction<Float32Array>;
  /** What integrates it. */
  readonly solver: Solver;
  /** Where `x0` comes from. */
  readonly source: Source;
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
  /** Ends the sampling before its time. */
  readonly signal?: AbortSignal | undefined;
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
  /** The way of the first ones, from `t = 0` to `t = 1`, after every step. */
  readonly frames: readonly Frame[];
  /** Network calls for each sample. */
  readonly evaluations: number;
}

/**
 * Draws samples: noise from the source, carried along the velocity field from `t = 0` to `t = 1`.
 *
 * Sample `i` starts from a stream of its own, so it is the same whatever the number of samples and of batches.
 * The last batch is filled up with further samples, which are then dropped.
 *
 * @param parts What to draw.
 * @throws {Failure} With exit code 130 if the signal ended it; with 1 if a sample is no longer finite.
 */
export async function sample(parts: SampleParts): Promise<Samples> {
  const { velocity, solver, source, seed, count, batchSize, trajectories, logger, signal } = parts;
  const size = sizeOf(parts.shape);
  const kept = Math.min(trajectories, count);
  const x = new Float32Array(count * size);
  const frames: Frame[] = [];
  let evaluations = 0;
  for (let first = 0; first < count; first += batchSize) {
    const wanted = Math.min(batchSize, count - first);
    const start = new Float32Array(batchSize * size);
    for (let i = 0; i < batchSize; i++) {
      const draws = new Stream({ seed, purpose: "sample/noise", sample: first + i });
      source.sample(start.subarray(i * size, (i + 1) * size), draws);
    }
    let step = 0;
    const solution = await solver.solve<Float32Array>(
      (x, time) => {
        if (signal?.aborted) throw new Failure("Interrupted while sampling", 130);
        return velocity(x, time);
      },
      start,
      {
        onStep(state, time) {
          logger.progress({
            stage: "sampling",
            done: first + wanted * time,
            total: count,
            unit: "samples",
          });
          if (first >= kept) return;
          if (first === 0) frames.push({ time, x: new Float32Array(kept * size) });
          const rows = Math.min(kept - first, batchSize);
          frames[step++]!.x.set(state.subarray(0, rows * size), first * size);
        },
      },
    );
    evaluations = solution.evaluations;
    x.set(solution.x.subarray(0, wanted * size), first * size);
  }
  if (!x.every(Number.isFinite)) {
    throw new Failure(
      "Some samples are not finite numbers: the velocity field or the solver's steps diverge",
    );
  }
  return { x, frames, evaluations };
}

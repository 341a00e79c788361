import type { Choice } from "../component.ts";
import type { Solution, State } from "../solvers/solver.ts";
import type { Model } from "./metric.ts";

/** A run of samples that fits into one batch. */
export interface Portion {
  /** The number of the first. */
  readonly first: number;
  /** How many they are. */
  readonly samples: number;
}

/**
 * Cuts many samples into portions, in order.
 *
 * @param count How many samples.
 * @param largest The most in one portion, at least 1.
 */
export function* portions(count: number, largest: number): Generator<Portion> {
  for (let first = 0; first < count; first += largest) {
    yield { first, samples: Math.min(largest, count - first) };
  }
}

/** How many samples are followed. */
export interface FollowAllOptions {
  /** Numbers in one sample. */
  readonly size: number;
  /** The solver; that of the experiment unless given. */
  readonly solver?: Choice;
}

/**
 * Follows a model with any number of samples, in portions that it can take.
 *
 * Every sample keeps its number, which decides about its noise, so the result does not depend on the portions.
 *
 * @param model The model.
 * @param x0 Source samples from number 0 on, laid end to end; they are not changed.
 * @param options The size of a sample, and the solver.
 * @returns The end points, and what became of each sample.
 */
export async function followAll<S extends State>(
  model: Model,
  x0: S,
  { size, solver }: FollowAllOptions,
): Promise<Solution<S>> {
  const count = x0.length / size;
  const x = x0.slice() as S;
  const evaluations = new Uint32Array(count);
  const unfinished: number[] = [];
  for (const { first, samples } of portions(count, model.batchSize)) {
    const start = x0.subarray(first * size, (first + samples) * size) as S;
    const solution = await model.follow(start, { samples, first, ...solver ? { solver } : {} });
    x.set(solution.x, first * size);
    evaluations.set(solution.evaluations, first);
    unfinished.push(...solution.unfinished.map((i) => first + i));
  }
  return { x, evaluations, unfinished };
}

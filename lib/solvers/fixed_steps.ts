import { checkedSamples } from "./samples.ts";
import type { Solution, SolveOptions, State } from "./solver.ts";
import { checkedTimes } from "./times.ts";

/**
 * Takes a state from one time to the next, in place.
 *
 * @returns How often it called the field.
 */
export type Step<S extends State> = (x: S, time: number, next: number) => Promise<number>;

/**
 * Takes one step after the other along the times that were asked for, all samples together.
 *
 * @param start The initial state; it is not changed.
 * @param options The times and the observers.
 * @param step What takes a step.
 * @returns The final state, after as many calls for each sample.
 * @throws {RangeError} If the samples do not divide the state, or the times are none, not finite, or not in
 * one direction.
 */
export async function fixedSteps<S extends State>(
  start: S,
  { times, samples, onStep, onProgress }: SolveOptions<S>,
  step: Step<S>,
): Promise<Solution<S>> {
  const count = checkedSamples(start, samples);
  const grid = checkedTimes(times);
  const x = start.slice() as S;
  let evaluations = 0;
  onStep?.(x, grid[0]!);
  for (let i = 1; i < grid.length; i++) {
    evaluations += await step(x, grid[i - 1]!, grid[i]!);
    onStep?.(x, grid[i]!);
    onProgress?.(i / (grid.length - 1));
  }
  return { x, evaluations: new Uint32Array(count).fill(evaluations), unfinished: [] };
}

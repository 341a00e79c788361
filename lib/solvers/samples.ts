import type { State } from "./solver.ts";

/**
 * How many samples a state holds, checked.
 *
 * @param state The state.
 * @param samples The number that was stated, 1 unless given.
 * @returns The number.
 * @throws {RangeError} If it is no positive integer, or the state cannot be divided into so many.
 */
export function checkedSamples(state: State, samples: number = 1): number {
  if (!Number.isSafeInteger(samples) || samples < 1 || state.length % samples !== 0) {
    throw new RangeError(`Cannot solve for ${samples} samples that have ${state.length} entries together`);
  }
  return samples;
}

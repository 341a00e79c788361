import type { State } from "./solver.ts";

/**
 * The samples that an adaptive solver still has under way, each with a time and a step of its own.
 *
 * They are kept at the front of every array, so that the network is called with them alone. Which row a
 * sample has does not matter to it.
 */
export class Batch<S extends State> {
  /** How many samples are under way: the rows that count. */
  count: number;
  /** Entries per sample. */
  readonly size: number;
  /** Which sample of the caller's a row holds. */
  readonly sample: Uint32Array;
  /** Where each sample is. */
  readonly x: S;
  /** Where its current step takes it. */
  readonly point: S;
  /** The velocities of the stages of the current step, the first of them at `x`. */
  readonly stages: readonly S[];
  /** The time that each sample has come to. */
  readonly time: Float64Array;
  /** The time that its current step goes to. The step's length is `next − time`. */
  readonly next: Float64Array;
  /** How long its next step should be; it has the sign of the direction. */
  readonly step: Float64Array;
  /** The error of its last accepted step, in units of the tolerance. */
  readonly error: Float64Array;

  /**
   * Starts with all samples, at one time.
   *
   * @param start Their state; it is not changed.
   * @param samples How many they are.
   * @param parts The number of stages and the time.
   */
  constructor(start: S, samples: number, { stages, from }: { stages: number; from: number }) {
    this.count = samples;
    this.size = start.length / samples;
    this.sample = Uint32Array.from({ length: samples }, (_, row) => row);
    this.x = start.slice() as S;
    this.point = start.slice() as S;
    this.stages = Array.from({ length: stages }, () => start.slice() as S);
    this.time = new Float64Array(samples).fill(from);
    this.next = new Float64Array(samples);
    this.step = new Float64Array(samples);
    this.error = new Float64Array(samples).fill(1);
  }

  /** The entries of an array of states, such as {@linkcode point}, that belong to samples under way. */
  rows(state: S): S {
    return state.subarray(0, this.count * this.size) as S;
  }

  /** Takes a row out; the last one takes its place. Only what outlives a step moves with it. */
  remove(row: number): void {
    const { size } = this;
    const last = --this.count;
    this.x.copyWithin(row * size, last * size, (last + 1) * size);
    this.stages[0]!.copyWithin(row * size, last * size, (last + 1) * size);
    this.sample[row] = this.sample[last]!;
    this.time[row] = this.time[last]!;
    this.step[row] = this.step[last]!;
    this.error[row] = this.error[last]!;
  }
}

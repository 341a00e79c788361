import type { Batch } from "./batch.ts";
import type { State } from "./solver.ts";

/**
 * Where all samples were at the same times, although each takes steps of its own.
 *
 * Between the ends of a step a sample is where the cubic polynomial has it that has the same points and
 * velocities there.
 */
export class Frames<S extends State> {
  readonly #times: Float64Array;
  readonly #states: readonly S[];
  /** The first frame that a sample has not come to. */
  readonly #coming: Uint32Array;

  /**
   * Starts with all samples at the first time.
   *
   * @param start Their state; it is not changed.
   * @param samples How many they are.
   * @param times The times of the frames.
   */
  constructor(start: S, samples: number, times: Float64Array) {
    this.#times = times;
    this.#states = Array.from(times, () => start.slice() as S);
    this.#coming = new Uint32Array(samples).fill(1);
  }

  /** Notes the way of one sample along a step that was tried, and is to be accepted. */
  pass(batch: Batch<S>, row: number): void {
    const { size, x, point, stages } = batch;
    const [from, to] = [batch.time[row]!, batch.next[row]!];
    const first = stages[0]!;
    const last = stages.at(-1)!;
    const sample = batch.sample[row]!;
    const h = to - from;
    let frame = this.#coming[sample]!;
    for (; frame < this.#times.length && (to - this.#times[frame]!) * h >= 0; frame++) {
      const part = (this.#times[frame]! - from) / h;
      const rest = 1 - part;
      const state = this.#states[frame]!;
      for (let i = 0; i < size; i++) {
        const e = row * size + i;
        const bend = (rest - part) * (point[e]! - x[e]!) - rest * h * first[e]! + part * h * last[e]!;
        // Written so that the end of the step is reached exactly.
        state[sample * size + i] = part === 1 ? point[e]! : x[e]! + part * (point[e]! - x[e]! - rest * bend);
      }
    }
    this.#coming[sample] = frame;
  }

  /** Lets a sample stay for the rest of the time where it is. */
  stay({ size, x, sample }: Batch<S>, row: number): void {
    const index = sample[row]!;
    const own = x.subarray(row * size, (row + 1) * size);
    for (let frame = this.#coming[index]!; frame < this.#times.length; frame++) {
      this.#states[frame]!.set(own, index * size);
    }
  }

  /** Shows the frames one after the other. */
  show(observe: (x: S, time: number) => void): void {
    this.#states.forEach((state, i) => observe(state, this.#times[i]!));
  }
}

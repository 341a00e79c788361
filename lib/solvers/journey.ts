import type { Batch } from "./batch.ts";
import type { Controller } from "./controller.ts";
import type { EmbeddedStep } from "./embedded_step.ts";
import type { Frames } from "./frames.ts";
import type { State } from "./solver.ts";

/** What decides about a journey. */
export interface JourneyParts<S extends State> {
  /** The steps of the method. */
  readonly steps: EmbeddedStep<S>;
  /** What chooses their lengths. */
  readonly controller: Controller;
  /** What notes the way, where somebody watches. */
  readonly frames: Frames<S> | undefined;
  /** The time that the samples start from. */
  readonly from: number;
  /** The time that they go to. */
  readonly to: number;
  /** The most steps that a sample tries. */
  readonly maxSteps: number;
}

/** A step is stretched by up to this rather than followed by a tiny one. */
const STRETCH = 1.01;
/** Steps below this part of the largest time are lost in its rounding. */
const SHORTEST = 2 ** -48;

/**
 * The ways of a batch's samples from the first time to the last: how far each step goes, whether it is
 * accepted, and who leaves the batch.
 *
 * All of it is in plain functions, since loops in asynchronous ones are slow.
 */
export class Journey<S extends State> {
  /** Where the samples that have left the batch ended, laid end to end in their first order. */
  readonly x: S;
  /** How many steps each of them has tried. */
  readonly tried: Uint32Array;
  /** Those of them that have not come to the last time. */
  readonly unfinished: number[] = [];
  /** The part of the way that all samples together have behind them, in `[0, 1]`. */
  part = 0;
  readonly #batch: Batch<S>;
  readonly #parts: JourneyParts<S>;
  readonly #shortest: number;
  #attempts = 0;

  /** Starts with a batch whose first steps have been chosen. */
  constructor(batch: Batch<S>, parts: JourneyParts<S>) {
    this.#batch = batch;
    this.#parts = parts;
    this.#shortest = SHORTEST * Math.max(Math.abs(parts.from), Math.abs(parts.to));
    this.x = batch.x.slice() as S;
    this.tried = new Uint32Array(batch.count);
  }

  /** Sets the times that the next steps go to. */
  aim(): void {
    const { count, time, next, step } = this.#batch;
    const { to } = this.#parts;
    for (let row = 0; row < count; row++) {
      const last = Math.abs(to - time[row]!) <= STRETCH * Math.abs(step[row]!);
      next[row] = last ? to : time[row]! + step[row]!;
    }
  }

  /** Accepts the steps that were tried, or does not, and lets samples leave the batch. */
  judge(): void {
    const batch = this.#batch;
    const { time, step } = batch;
    const { from, to, maxSteps } = this.#parts;
    const more = ++this.#attempts < maxSteps;
    let way = this.tried.length - batch.count;
    // From the last row on, since the last one takes the place of one that leaves.
    for (let row = batch.count - 1; row >= 0; row--) {
      this.#decide(row);
      const arrived = time[row] === to;
      if (!arrived && more && Math.abs(step[row]!) >= this.#shortest) {
        way += (time[row]! - from) / (to - from);
      } else {
        way++;
        this.#leave(row, arrived);
      }
    }
    this.part = way / this.tried.length;
  }

  #decide(row: number): void {
    const { time, next, step, error } = this.#batch;
    const { steps, controller, frames } = this.#parts;
    const found = steps.error(row);
    const length = next[row]! - time[row]!;
    if (found <= 1) {
      frames?.pass(this.#batch, row);
      steps.accept(row);
      step[row] = length * controller.accepted(found, error[row]!);
      error[row] = found;
    } else {
      step[row] = length * controller.rejected(found);
    }
  }

  #leave(row: number, arrived: boolean): void {
    const { size, sample, x } = this.#batch;
    const index = sample[row]!;
    this.x.set(x.subarray(row * size, (row + 1) * size), index * size);
    this.tried[index] = this.#attempts;
    if (!arrived) {
      this.unfinished.push(index);
      this.#parts.frames?.stay(this.#batch, row);
    }
    this.#batch.remove(row);
  }
}

import type { Batch } from "./batch.ts";
import { evaluate } from "./evaluate.ts";
import type { Field, State } from "./solver.ts";
import type { EmbeddedTableau } from "./tableau.ts";
import type { Tolerance } from "./tolerance.ts";
import { type Term, termsOf, weightedSum } from "./weighted_sum.ts";

/** What steps with an error estimate are made of. */
export interface EmbeddedStepParts<S extends State> {
  /** The coefficients, whose last stage is the first of the next step. */
  readonly tableau: EmbeddedTableau;
  /** Where velocities come from. */
  readonly field: Field<S>;
  /** How large an error may be. */
  readonly tolerance: Tolerance;
}

/**
 * Steps with an error estimate for a batch, every sample with its own time and its own length of the step.
 *
 * A step is tried for all samples at once, and then accepted, or not, for each.
 */
export class EmbeddedStep<S extends State> {
  readonly #batch: Batch<S>;
  readonly #field: Field<S>;
  readonly #tolerance: Tolerance;
  readonly #c: readonly number[];
  readonly #stageTerms: readonly (readonly Term<S>[])[];
  readonly #errorTerms: readonly Term<S>[];
  readonly #sum: Float64Array;
  readonly #t: Float64Array;

  /**
   * Prepares steps.
   *
   * @param batch The samples. The first stage must hold their velocities.
   * @param parts The method, the field and the tolerance.
   */
  constructor(batch: Batch<S>, { tableau, field, tolerance }: EmbeddedStepParts<S>) {
    const { a, b, c, embedded } = tableau;
    this.#batch = batch;
    this.#field = field;
    this.#tolerance = tolerance;
    this.#c = c;
    this.#stageTerms = a.map((row) => termsOf(row, batch.stages));
    this.#errorTerms = termsOf(b.map((weight, i) => weight - embedded.b[i]!), batch.stages);
    this.#sum = new Float64Array(batch.x.length);
    this.#t = new Float64Array(batch.count);
  }

  /**
   * Evaluates all stages but the first, from `time` to `next`. The last one is at `point`, where the step
   * ends.
   */
  async attempt(): Promise<void> {
    const batch = this.#batch;
    const point = batch.rows(batch.point);
    const t = this.#t.subarray(0, batch.count);
    const rows = batch.sample.subarray(0, batch.count);
    for (let i = 1; i < this.#c.length; i++) {
      weightedSum(this.#sum, this.#stageTerms[i]!, point.length);
      this.#place(this.#c[i]!);
      await evaluate(this.#field, point, t, batch.stages[i]!, rows);
    }
    weightedSum(this.#sum, this.#errorTerms, point.length);
  }

  /** Puts every sample where the sum of a stage takes it: `point = x + h·sum`, `t = time + c·h`. */
  #place(c: number): void {
    const { count, size, x, point, time, next } = this.#batch;
    const sum = this.#sum;
    const t = this.#t;
    for (let row = 0, e = 0; row < count; row++) {
      const h = next[row]! - time[row]!;
      // `time + 1·h` may round to just outside the step, where the velocity need not exist.
      t[row] = c === 1 ? next[row]! : time[row]! + c * h;
      for (const end = e + size; e < end; e++) point[e] = x[e]! + h * sum[e]!;
    }
  }

  /**
   * The error that was estimated for a sample's attempt.
   *
   * @returns The root mean square over its entries in units of the tolerance, at most 1 if the step is good
   * enough; not a number, or infinite, if the step led to something that is not finite.
   */
  error(row: number): number {
    const { size, x, point, time, next } = this.#batch;
    const { absolute, relative } = this.#tolerance;
    const sum = this.#sum;
    const h = next[row]! - time[row]!;
    let squares = 0;
    for (let e = row * size; e < (row + 1) * size; e++) {
      const largest = Math.max(Math.abs(x[e]!), Math.abs(point[e]!));
      // Any error would be small beside it.
      if (largest === Infinity) return Infinity;
      const error = h * sum[e]! / (absolute + relative * largest);
      squares += error * error;
    }
    return Math.sqrt(squares / size);
  }

  /** Takes a sample to the end of its attempt. */
  accept(row: number): void {
    const { size, x, point, stages, time, next } = this.#batch;
    const first = stages[0]!;
    const last = stages.at(-1)!;
    for (let e = row * size; e < (row + 1) * size; e++) {
      x[e] = point[e]!;
      first[e] = last[e]!;
    }
    time[row] = next[row]!;
  }
}

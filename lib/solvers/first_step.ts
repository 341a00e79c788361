import type { Batch } from "./batch.ts";
import { evaluate } from "./evaluate.ts";
import type { Field, State } from "./solver.ts";
import type { Tolerance } from "./tolerance.ts";

/** What first steps are chosen for. */
export interface FirstStepParts<S extends State> {
  /** Where velocities come from. */
  readonly field: Field<S>;
  /** The time that the samples go to. */
  readonly to: number;
  /** How large an error may be. */
  readonly tolerance: Tolerance;
  /** The power of the step with which the error grows. */
  readonly q: number;
}

/** Points and velocities smaller than this, in units of the tolerance, say nothing about a scale of time. */
const NEGLIGIBLE = 1e-5;
/** The step then, as a part of the way. */
const TINY_STEP = 1e-6;

/** The root mean square of one sample's entries in units of the tolerance at `x`. */
function norm<S extends State>(values: S, { x, size }: Batch<S>, row: number, tolerance: Tolerance): number {
  const { absolute, relative } = tolerance;
  let sum = 0;
  for (let e = row * size; e < (row + 1) * size; e++) {
    sum += (values[e]! / (absolute + relative * Math.abs(x[e]!))) ** 2;
  }
  return Math.sqrt(sum / size);
}

/**
 * Evaluates every sample's first velocity and chooses the length of its first step, by a trial step of
 * Euler's method that shows how fast the velocity changes. This calls the field twice.
 *
 * @param batch All samples, at the time that they start from.
 * @param parts The field, the last time, and the tolerance.
 * @see Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, section II.4
 */
export async function chooseFirstSteps<S extends State>(
  batch: Batch<S>,
  { field, to, tolerance, q }: FirstStepParts<S>,
): Promise<void> {
  const { count, size, x, point, time, next, step } = batch;
  const velocity = batch.stages[0]!;
  const change = batch.stages[1]!;
  await evaluate(field, x, time, velocity);
  for (let row = 0; row < count; row++) {
    const [position, speed] = [norm(x, batch, row, tolerance), norm(velocity, batch, row, tolerance)];
    const telling = position >= NEGLIGIBLE && speed >= NEGLIGIBLE;
    const way = to - time[row]!;
    const part = telling ? Math.min(1, 0.01 * position / (speed * Math.abs(way))) : TINY_STEP;
    next[row] = part === 1 ? to : time[row]! + part * way;
    const h = next[row]! - time[row]!;
    for (let e = row * size; e < (row + 1) * size; e++) point[e] = x[e]! + h * velocity[e]!;
  }

  await evaluate(field, point, next, change);
  for (let e = 0; e < x.length; e++) change[e]! -= velocity[e]!;
  for (let row = 0; row < count; row++) {
    const way = to - time[row]!;
    const trial = Math.abs(next[row]! - time[row]!);
    const steepest = Math.max(
      norm(velocity, batch, row, tolerance),
      norm(change, batch, row, tolerance) / trial,
    );
    // The step whose error, estimated as `h^q·steepest`, is a hundredth of the tolerance.
    const wanted = (0.01 / steepest) ** (1 / q);
    // Where the trial found nothing finite, its own length is as good as any.
    step[row] = Math.sign(way) * (steepest < Infinity ? Math.min(100 * trial, wanted) : trial);
  }
}

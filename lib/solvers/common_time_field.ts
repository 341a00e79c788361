import { checkedSamples } from "./samples.ts";
import type { Field, State } from "./solver.ts";

/** A field whose samples are all at one time, as they are in fixed steps. */
export interface CommonTimeField<S extends State> {
  /** `v(x, time)`. */
  velocity(x: S, time: number): Promise<S>;
  /** `E[x1 | x_time = x]`. */
  data(x: S, time: number): Promise<S>;
  /** `v + ½·variance·s`; for a variance of 0 it asks for the velocity, so that no score is needed. */
  drift(x: S, time: number, variance: number): Promise<S>;
}

/**
 * Asks a field about all samples at one time.
 *
 * @param field The field.
 * @param state A state, for its length.
 * @param samples How many samples it holds, 1 unless given.
 * @returns The same field for single times. An answer may be overwritten by the next.
 */
export function commonTimeField<S extends State>(
  field: Field<S>,
  state: S,
  samples?: number,
): CommonTimeField<S> {
  const t = new Float64Array(checkedSamples(state, samples));
  const checked = async (answer: S | Promise<S>): Promise<S> => {
    const found = await answer;
    if (found.length !== state.length) {
      throw new RangeError(`The field has ${found.length} entries: expected ${state.length}, as the state`);
    }
    return found;
  };
  return {
    velocity: (x, time) => checked(field.velocity(x, t.fill(time))),
    data: (x, time) => checked(field.data(x, t.fill(time))),
    drift: (x, time, variance) =>
      checked(variance === 0 ? field.velocity(x, t.fill(time)) : field.drift(x, t.fill(time), variance)),
  };
}

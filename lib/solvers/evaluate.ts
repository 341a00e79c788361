import type { Field, State } from "./solver.ts";

/**
 * Asks a field for velocities, and copies them: the array that it answers with may be the same at every call.
 *
 * @param field The field.
 * @param x The points.
 * @param t Their times, one for each sample.
 * @param out Receives the velocities; it has at least as many entries as `x`.
 * @param rows Which samples they are; all in order unless given.
 * @throws {RangeError} If the field answers with another number of entries.
 */
export async function evaluate<S extends State>(
  field: Pick<Field<S>, "velocity">,
  x: S,
  t: Float64Array,
  out: S,
  rows?: Uint32Array,
): Promise<void> {
  const found = await field.velocity(x, t, rows);
  if (found.length !== x.length) {
    throw new RangeError(`The velocity has ${found.length} entries: expected ${x.length}, as the state`);
  }
  out.set(found);
}

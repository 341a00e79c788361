import type { Field, State, VelocityFunction } from "../../lib/solvers/solver.ts";

/**
 * A field of which nothing but the velocity is known.
 *
 * A solver that asks for anything else fails, as does one that asks for a velocity with other arguments than
 * the interface has.
 */
export function velocityField<S extends State>(velocity: VelocityFunction<S>): Field<S> {
  const refuse = (what: string) => () => {
    throw new Error(`asked for ${what}`);
  };
  return {
    velocity(x, t) {
      if (!(t instanceof Float64Array) || t.length === 0 || x.length % t.length !== 0) {
        throw new Error(`asked for velocities of ${x.length} entries at times ${t}`);
      }
      return velocity(x, t);
    },
    data: refuse("data"),
    drift: refuse("a drift"),
    at: refuse("the path's coefficients"),
  };
}

import type { Field, Solver, State } from "../../lib/solvers/solver.ts";
import { velocityField } from "../support/velocity_field.ts";
import { type OdeSolver, odeSolvers } from "./ode_solvers.ts";

/** The solvers that can choose their steps. */
export const adaptiveSolvers: readonly OdeSolver[] = odeSolvers.filter((solver) => solver.adaptive);

/** A slope for each entry of each sample, from the entry and the sample's time. */
export function entryField<S extends State>(slope: (y: number, t: number) => number): Field<S> {
  return velocityField((x, t) => {
    const size = x.length / t.length;
    return x.map((entry, i) => slope(entry, t[Math.floor(i / size)]!)) as S;
  });
}

/** A field that is easy for small starting values and hard for large ones. */
export function unevenField<S extends State>(): Field<S> {
  return entryField((y, t) => y * Math.cos(3 * t * y));
}

/** A solver with both tolerances alike. */
export function withTolerance({ create }: OdeSolver, tolerance: number): Solver {
  return create({ relativeTolerance: tolerance, absoluteTolerance: tolerance });
}

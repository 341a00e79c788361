import { solvers } from "../../lib/solvers/mod.ts";
import type { Solver } from "../../lib/solvers/solver.ts";

/** A solver of the catalog that follows velocities alone, whatever the source. */
export interface OdeSolver {
  /** Its name in the catalog. */
  readonly name: string;
  /** Whether it chooses its steps itself unless it is told how many to take. */
  readonly adaptive: boolean;
  /** Makes it with some of its options given. */
  create(given: Readonly<Record<string, unknown>>): Solver;
}

/** All of them. */
export const odeSolvers: readonly OdeSolver[] = Object.entries(solvers).flatMap(
  ([name, { options, create }]) => {
    const { needs, needsGaussianSource, steps } = create(options.parse({}));
    return needs === "velocity" && !needsGaussianSource
      ? [{ name, adaptive: steps === undefined, create: (given) => create(options.parse(given)) }]
      : [];
  },
);

/** One of them. */
export function odeSolver(name: string, given: Readonly<Record<string, unknown>>): Solver {
  return odeSolvers.find((solver) => solver.name === name)!.create(given);
}

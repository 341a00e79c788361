import { Failure } from "../failure.ts";
import type { Mixture } from "../datasets/dataset.ts";
import type { FlowProblem, NetworkInput } from "./architecture.ts";

/** What an oracle presupposes. */
export interface OracleRules {
  /** Its name. */
  readonly name: string;
  /** Whether the pairs must be independent, or those of a Schrödinger bridge. */
  readonly coupling: "independent" | "schrodingerBridge";
}

/**
 * The problem that an oracle is to know the answer of.
 *
 * @param input What the oracle is built for.
 * @param rules What it presupposes.
 * @throws {Failure} If the source is not standard normal noise, or the coupling is another one.
 */
export function oracleProblem({ problem }: NetworkInput, { name, coupling }: OracleRules): FlowProblem {
  if (problem === undefined) {
    throw new Failure(
      `architecture ${name} needs to know the whole problem, not only the shape of its inputs; for a network, ` +
        "use mlp for points or plainUnet for images",
      2,
    );
  }
  if (!problem.source.isStandardNormal) {
    throw new Failure(
      `architecture ${name} knows the answer for source gaussian only: expected that source`,
      2,
    );
  }
  const found = problem.coupling.bridgeWidth !== undefined
    ? "schrodingerBridge"
    : problem.coupling.isIndependent
    ? "independent"
    : "another";
  if (found !== coupling) {
    throw new Failure(
      `architecture ${name} knows the answer for coupling ${coupling}: expected that coupling`,
      2,
    );
  }
  return problem;
}

/**
 * The law of the data, which must be known in closed form.
 *
 * @param problem The problem.
 * @param name The oracle's name.
 * @param components How many components it can have.
 * @throws {Failure} If the data set does not know its law, or has more components.
 */
export function lawOf({ dataset: { law } }: FlowProblem, name: string, components = Infinity): Mixture {
  if (law === undefined) {
    throw new Failure(
      `architecture ${name} needs data whose law is known in closed form, such as dataset gaussian or ` +
        "eightGaussians; empiricalOracle answers for the examples of any data set",
      2,
    );
  }
  if (law.weights.length > components) {
    throw new Failure(
      `architecture ${name} knows the answer for one Gaussian, and the data are ${law.weights.length}: expected ` +
        "mixtureOracle, or dataset gaussian",
      2,
    );
  }
  return law;
}

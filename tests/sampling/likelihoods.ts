import { gaussianOracle } from "../../lib/architectures/gaussian_oracle.ts";
import { mixtureOracle } from "../../lib/architectures/mixture_oracle.ts";
import type { Examples, Mixture } from "../../lib/datasets/dataset.ts";
import { none } from "../../lib/gammas/none.ts";
import type { DivergenceOptions, LogLikelihoods } from "../../lib/metrics/metric.ts";
import { interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { centralDifferences } from "../../lib/sampling/central_differences.ts";
import { type DifferentiableField, differentiableField } from "../../lib/sampling/differentiable_field.ts";
import type { FieldRules } from "../../lib/sampling/generative_field.ts";
import { logLikelihood } from "../../lib/sampling/log_likelihood.ts";
import { oracleCall } from "../../lib/sampling/oracle_call.ts";
import { dopri5 } from "../../lib/solvers/dopri5.ts";
import { dopri8 } from "../../lib/solvers/dopri8.ts";
import type { Solver } from "../../lib/solvers/solver.ts";
import { equalTimes } from "../../lib/solvers/steps.ts";
import { velocity } from "../../lib/targets/velocity.ts";
import type { Shape } from "../../lib/tensor/types.ts";

/** A solver whose errors are about a hundredth of what closed forms are compared to. */
export const precise: Solver = dopri8.create({
  relativeTolerance: 1e-8,
  absoluteTolerance: 1e-8,
  maxSteps: 10000,
});

/** A solver as the metric uses it. */
export const usual: Solver = dopri5.create({
  relativeTolerance: 1e-5,
  absoluteTolerance: 1e-5,
  maxSteps: 10000,
});

/** Outputs that are velocities, on the straight path. */
export const straight: FieldRules = {
  target: velocity.create({ smallestTime: 0, largestTime: 1 }),
  interpolant: interpolant(linear.create({}), none.create({})),
};

/** The data of oracles that know their law. */
export const noExamples: Examples = { size: 1, fingerprint: "", read() {}, label: () => 0 };

/** The exact field for a mixture, read by the rules of a target; samples are rows unless told otherwise. */
export function exactField(
  rules: FieldRules,
  law: Mixture,
  shape: Shape = [law.means[0]!.length],
): DifferentiableField {
  const problem = {
    dataset: { law },
    source: { isStandardNormal: true },
    coupling: { isIndependent: true, bridgeWidth: undefined },
    interpolant: rules.interpolant,
  };
  const oracle = law.weights.length === 1 ? gaussianOracle : mixtureOracle;
  const built = oracle.create({}).build({ shape, heads: rules.target.heads, problem });
  return differentiableField(centralDifferences(oracleCall(built, rules, noExamples)), rules);
}

/** Log-likelihoods, exact and precise unless told otherwise. */
export async function likelihoods(
  field: DifferentiableField,
  x1: Float64Array,
  samples: number,
  options: Partial<DivergenceOptions> & { solver?: Solver; first?: number; seed?: number } = {},
): Promise<LogLikelihoods> {
  const solver = options.solver ?? precise;
  const times = equalTimes(solver.steps ?? 1, 1, 0);
  const others = { divergence: "exact", seed: 0, ...options } as const;
  return await logLikelihood(x1, { field, samples, times, ...others, solver });
}

/** The logarithm of a mixture's density. */
export function mixtureLogDensity({ weights, means, spreads }: Mixture, x: Float64Array): number {
  const terms = weights.map((weight, k) => {
    const distance = x.reduce((sum, entry, j) => sum + (entry - means[k]![j]!) ** 2, 0);
    return Math.log(weight) - distance / (2 * spreads[k]! ** 2) -
      x.length * Math.log(spreads[k]! * Math.sqrt(2 * Math.PI));
  });
  const largest = Math.max(...terms);
  return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
}

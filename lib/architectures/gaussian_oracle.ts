import { type Component, noOptions } from "../component.ts";
import type { Architecture, Oracle } from "./architecture.ts";
import { mixtureExpectation } from "./mixture_expectation.ts";
import { lawOf, oracleProblem } from "./oracle_problem.ts";

/** The exact answer for data `N(m, S²·I)` and independent standard normal noise, on any interpolant. */
export const gaussianOracle: Component<Architecture<Oracle>> = {
  summary: "the exact answer for Gaussian data; nothing to train",
  formula: "E[x1 | x] = m + αS²/V·(x − αm),  E[x0 | x] = σ/V·(x − αm),  V = α²S² + σ² + γ²",
  options: noOptions,
  create: () => ({
    build(input) {
      const problem = oracleProblem(input, { name: "gaussianOracle", coupling: "independent" });
      const expect = mixtureExpectation(lawOf(problem, "gaussianOracle", 1), problem.interpolant);
      return { endsInJump: false, open: () => expect };
    },
  }),
};

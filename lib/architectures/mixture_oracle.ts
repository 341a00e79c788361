import { type Component, noOptions } from "../component.ts";
import type { Architecture, Oracle } from "./architecture.ts";
import { mixtureExpectation } from "./mixture_expectation.ts";
import { lawOf, oracleProblem } from "./oracle_problem.ts";

/** The exact answer for a mixture of Gaussians and independent standard normal noise, on any interpolant. */
export const mixtureOracle: Component<Architecture<Oracle>> = {
  summary: "the exact answer for a mixture of Gaussians; nothing to train",
  formula: "E[· | x] = Σ r_k·E_k[· | x],  r_k ∝ w_k·N(x; αm_k, α²S_k² + σ² + γ²)",
  options: noOptions,
  create: () => ({
    build(input) {
      const problem = oracleProblem(input, { name: "mixtureOracle", coupling: "independent" });
      const law = lawOf(problem, "mixtureOracle");
      const expect = mixtureExpectation(law, problem.interpolant);
      return { endsInJump: law.spreads.some((spread) => spread === 0), open: () => expect };
    },
  }),
};

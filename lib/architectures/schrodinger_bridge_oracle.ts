import { type Component, noOptions } from "../component.ts";
import { bridgeCovariance } from "../couplings/coupling.ts";
import { stirred } from "../paths/interpolant.ts";
import type { Architecture, Oracle } from "./architecture.ts";
import { lawOf, oracleProblem } from "./oracle_problem.ts";

/**
 * The exact answer for the Schrödinger bridge between `N(0, I)` and `N(m, S²·I)` with bridges of width `σ`.
 *
 * The entropic plan is jointly normal with the covariance `c = ½(−σ² + √(σ⁴ + 4S²))` in every coordinate, so
 * `V = α²S² + σ_t² + 2ασ_t·c + γ²`, `x̂1 = m + (αS² + σ_t·c)/V·(x − αm)`, `x̂0 = (σ_t + α·c)/V·(x − αm)` and
 * `ẑ = γ/V·(x − αm)`.
 */
export const schrodingerBridgeOracle: Component<Architecture<Oracle>> = {
  summary: "the exact answer for the Schrödinger bridge to Gaussian data; nothing to train",
  formula: "Cov(x0, x1) = ½(−σ² + √(σ⁴ + 4S²));  v = m + V̇/(2V)·(x − tm) on the linear path",
  reference: 'Bunne et al., "The Schrödinger Bridge between Gaussian Measures has a Closed Form", 2023, ' +
    "https://arxiv.org/abs/2202.05722",
  options: noOptions,
  create: () => ({
    build(input) {
      const name = "schrodingerBridgeOracle";
      const problem = oracleProblem(input, { name, coupling: "schrodingerBridge" });
      const { means: [mean], spreads: [spread] } = lawOf(problem, name, 1);
      const s2 = spread! ** 2;
      const covariance = bridgeCovariance(problem.coupling.bridgeWidth!, spread!);
      return {
        endsInJump: false,
        open: () => (x, t, out) => {
          const { alpha, sigma, gamma } = stirred(problem.interpolant, t);
          const variance = alpha ** 2 * s2 + sigma ** 2 + 2 * alpha * sigma * covariance + gamma ** 2;
          for (let j = 0; j < x.length; j++) {
            const offset = (x[j]! - alpha * mean![j]!) / variance;
            out.x1[j] = mean![j]! + (alpha * s2 + sigma * covariance) * offset;
            out.x0[j] = (sigma + alpha * covariance) * offset;
            out.z[j] = gamma * offset;
          }
        },
      };
    },
  }),
};

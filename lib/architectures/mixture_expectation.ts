import type { Mixture } from "../datasets/dataset.ts";
import { type Interpolant, stirred } from "../paths/interpolant.ts";
import type { Expectation } from "./architecture.ts";

/**
 * What is expected at a point of an interpolant between standard normal noise and a mixture of round Gaussians.
 *
 * Given component `k`, all is jointly normal with `V_k = α²S_k² + σ² + γ²`; the components are weighted by
 * `r_k ∝ w_k·N(x; α·m_k, V_k·I)`, computed with the largest exponent taken out:
 * `x̂1 = Σ r_k·(m_k + αS_k²/V_k·(x − αm_k))`, `x̂0 = Σ r_k·σ/V_k·(x − αm_k)`, `ẑ = Σ r_k·γ/V_k·(x − αm_k)`.
 *
 * @param mixture The law of the data; the source is independent of them.
 * @param interpolant What lies between.
 * @returns A function that writes the expectations at a point and a time.
 */
export function mixtureExpectation(
  { weights, means, spreads }: Mixture,
  interpolant: Interpolant,
): (x: ArrayLike<number>, t: number, out: Expectation) => void {
  const responsibilities = new Float64Array(weights.length);
  return (x, t, out) => {
    const { alpha, sigma, gamma } = stirred(interpolant, t);
    let largest = -Infinity;
    for (let k = 0; k < weights.length; k++) {
      const mean = means[k]!;
      const variance = (alpha * spreads[k]!) ** 2 + sigma ** 2 + gamma ** 2;
      let distance = 0;
      for (let j = 0; j < x.length; j++) distance += (x[j]! - alpha * mean[j]!) ** 2;
      const exponent = Math.log(weights[k]!) - (distance / variance + x.length * Math.log(variance)) / 2;
      responsibilities[k] = exponent;
      largest = Math.max(largest, exponent);
    }
    let total = 0;
    for (let k = 0; k < weights.length; k++) {
      total += responsibilities[k] = Math.exp(responsibilities[k]! - largest);
    }
    out.x1.fill(0);
    out.x0.fill(0);
    out.z.fill(0);
    for (let k = 0; k < weights.length; k++) {
      const share = responsibilities[k]! / total;
      if (share === 0) continue;
      const mean = means[k]!;
      const variance = (alpha * spreads[k]!) ** 2 + sigma ** 2 + gamma ** 2;
      const gain = alpha * spreads[k]! ** 2 / variance;
      for (let j = 0; j < x.length; j++) {
        const offset = x[j]! - alpha * mean[j]!;
        out.x1[j]! += share * (mean[j]! + gain * offset);
        out.x0[j]! += share * (sigma / variance * offset);
        out.z[j]! += share * (gamma / variance * offset);
      }
    }
  };
}

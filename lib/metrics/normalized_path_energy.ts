import { z } from "zod";
import type { Component } from "../component.ts";
import { sizeOf } from "../tensor/shape.ts";
import { meanOf, varianceOfMean } from "./mean.ts";
import type { Metric } from "./metric.ts";
import { optimalPlan } from "./optimal_plan.ts";
import { walk, walkOptions } from "./path_energy.ts";
import { referenceSets } from "./set_distance.ts";

const options = z.strictObject(walkOptions);

/**
 * How much more kinetic energy the flow spends than the least that leads from the source to the data:
 * `|∫E‖v(Z_t, t)‖² dt − W₂²(p₀, q)| / W₂²(p₀, q)`.
 *
 * `W₂²` is estimated by the exact plan between as many source samples and data of the test split, whose distance is
 * larger than that of the laws, the more so the fewer they are and the more coordinates they have. So two numbers
 * are comparable for equal counts only.
 *
 * `standardError` is what the draw of both sets changes, apart from that bias. In the limit of many samples `W₂²` is
 * the sum of two means, of the dual prices of the plan (del Barrio and Loubes, "Central limit theorems for empirical
 * transportation cost in general dimension", 2019).
 */
export const normalizedPathEnergy: Component<Metric, z.output<typeof options>> = {
  summary: "kinetic energy of the flow beyond that of optimal transport, in parts of the latter",
  formula: "NPE = |∫₀¹ E‖v(Z_t, t)‖² dt − W₂²(p₀, q)| / W₂²(p₀, q)",
  reference:
    'Tong et al., "Improving and Generalizing Flow-Based Generative Models with Minibatch Optimal Transport", 2024, ' +
    "section 5, https://arxiv.org/abs/2302.00482",
  options,
  create: ({ count: most, steps }) => ({
    solvers: [],
    async evaluate(context) {
      const { count, reference } = await referenceSets(context, most);
      const x0 = await context.source(count);
      const plan = optimalPlan(x0, reference, sizeOf(context.shape));
      const { energies } = await walk(context, x0, steps);
      const pathEnergy = meanOf(energies);
      const ratio = pathEnergy / plan.mean;
      // What a source sample, and an example, change of the ratio.
      const bySource = energies.map((energy, i) => (energy - ratio * plan.rowPrices[i]!) / plan.mean);
      const byData = plan.columnPrices.map((price) => ratio * price / plan.mean);
      return {
        value: Math.abs(ratio - 1),
        protocol: { samples: count, reference: count, split: "test", solver: "euler", steps },
        details: {
          standardError: Math.sqrt(varianceOfMean(bySource) + varianceOfMean(byData)),
          pathEnergy,
          wasserstein2Squared: plan.mean,
        },
      };
    },
  }),
};

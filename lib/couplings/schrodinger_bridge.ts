import { z } from "zod";
import type { Component } from "../component.ts";
import type { Coupling } from "./coupling.ts";
import { entropicTransport, otBatchSize } from "./transport.ts";
import { acrossClasses, withinClasses } from "./within_classes.ts";

const options = z.strictObject({
  sigma: z.number().min(1e-3).max(1000).default(1).describe(
    "the width of the Brownian motion, in the units of the data; 0 would be optimal transport",
  ),
  otBatchSize,
  acrossClasses,
});

/**
 * The pairs of a Schrödinger bridge: the two ends of a Brownian motion of width `σ` that starts like `x0` and
 * ends like `x1`.
 *
 * Their plan is that of entropic transport with the regularization `2σ²` for the cost `‖x0 − x1‖²`. The
 * bridge itself is the path between them: mean `(1 − t)·x0 + t·x1`, standard deviation `σ·√(t(1 − t))`.
 */
export const schrodingerBridge: Component<Coupling, z.output<typeof options>> = {
  summary: "pairs of a Schrödinger bridge, the entropic plan of each batch",
  formula: "π = argmin Σ π·‖x0 − x1‖² + 2σ²·Σ π·ln π",
  reference: 'Tong et al., "Improving and generalizing flow-based generative models", 2024, section 3.3, ' +
    "https://arxiv.org/abs/2302.00482",
  options,
  create({ sigma, otBatchSize, acrossClasses }) {
    const pair = entropicTransport(() => 2 * sigma ** 2);
    return {
      isIndependent: false,
      batchSize: otBatchSize,
      bridgeWidth: sigma,
      pair: acrossClasses ? pair : withinClasses(pair),
    };
  },
};

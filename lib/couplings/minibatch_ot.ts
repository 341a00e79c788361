import type { Component } from "../component.ts";
import type { Coupling } from "./coupling.ts";
import { transport, type TransportOptions, transportOptions } from "./transport.ts";

/**
 * Optimal transport between the noise and the data of a batch, for the cost `‖x0 − x1‖²`.
 *
 * It straightens the paths, so that a solver needs fewer steps. It is blind to labels, and harms models that
 * are conditioned on them: their noise then depends on the class, `p(x0 | class) ≠ p0`, while sampling starts
 * every class from `p0`. Those want `classwiseOt`.
 */
export const minibatchOt: Component<Coupling, TransportOptions> = {
  summary: "optimal transport within each batch, blind to labels; for conditional models see classwiseOt",
  formula: "π = argmin Σ ‖x0 − x1‖² over the pairings of a batch",
  reference: 'Tong et al., "Improving and generalizing flow-based generative models", 2024, section 3.2, ' +
    "https://arxiv.org/abs/2302.00482",
  options: transportOptions,
  create: (options) => ({
    isIndependent: false,
    batchSize: options.otBatchSize,
    bridgeWidth: undefined,
    pair: transport(options),
  }),
};

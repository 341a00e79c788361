import type { Component } from "../component.ts";
import type { Coupling } from "./coupling.ts";
import { transport, type TransportOptions, transportOptions } from "./transport.ts";
import { withinClasses } from "./within_classes.ts";

/**
 * Optimal transport between the noise and the data of a batch, for the cost `‖x0 − x1‖²`.
 *
 * It straightens the paths, so that a solver needs fewer steps. Where the network is told the class, rows are paired
 * within their classes; otherwise the noise would depend on the class, `p(x0 | class) ≠ p0`, while sampling starts
 * every class from `p0`.
 */
export const minibatchOt: Component<Coupling, TransportOptions> = {
  summary:
    "optimal transport within each batch, and within each class of it where the network is told classes",
  formula: "π = argmin Σ ‖x0 − x1‖² over the pairings of a batch",
  reference: 'Tong et al., "Improving and generalizing flow-based generative models", 2024, section 3.2, ' +
    'https://arxiv.org/abs/2302.00482; classes: Cheng and Schwing, "The Curse of Conditions", 2025, ' +
    "https://arxiv.org/abs/2503.10636",
  options: transportOptions,
  create: (options) => ({
    isIndependent: false,
    batchSize: options.otBatchSize,
    bridgeWidth: undefined,
    pair: options.acrossClasses ? transport(options) : withinClasses(transport(options)),
  }),
};

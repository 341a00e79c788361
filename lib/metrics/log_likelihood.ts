import { z } from "zod";
import type { Component } from "../component.ts";
import { likelihoodDetails, likelihoodOptions, measureLikelihood } from "./likelihood.ts";
import type { Metric } from "./metric.ts";

const options = z.strictObject(likelihoodOptions);

/**
 * The mean log-likelihood of the first examples of the test split under the flow, in nats for a whole example, by the
 * change of variables, integrated with `dopri5`.
 *
 * It is the density of what the velocity makes of standard normal noise, whatever solver the experiment samples with.
 * `standardError` is over examples, and has the probes' part in it; `probeStandardError`, with two probes or more, is
 * that part alone. `toleranceError` is what another tolerance changes, and `converged` is 0 if that is too much. Images
 * are taken as they are, at their levels, where a density can be as high as it likes: `bitsPerDimension` is the number
 * for them.
 */
export const logLikelihood: Component<Metric, z.output<typeof options>> = {
  summary: "mean log-likelihood of data that were not trained on, in nats per example",
  formula: "log p1(x1) = log N(x(0); 0, I) − ∫₀¹ ∇·v(x(t), t) dt",
  reference:
    'Grathwohl et al., "FFJORD: Free-form Continuous Dynamics for Scalable Reversible Generative Models", ' +
    "2019, section 2, https://arxiv.org/abs/1810.01367",
  options,
  create: (settings) => ({
    solvers: [],
    needsDensity: true,
    async evaluate(context) {
      const found = await measureLikelihood(context, settings);
      return {
        value: found.value,
        protocol: { ...found.protocol, ...context.shape.length === 3 ? { dequantization: "none" } : {} },
        ...likelihoodDetails(found),
      };
    },
  }),
};

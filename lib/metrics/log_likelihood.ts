import { z } from "zod";
import type { Choice, Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { sizeOf } from "../tensor/shape.ts";
import { bitsPerDimension } from "./bits_per_dimension.ts";
import { tolerances } from "./endpoint_error.ts";
import { meanOf, varianceOfMean } from "./mean.ts";
import type { DivergenceOptions, LogLikelihoods, Metric, MetricContext } from "./metric.ts";
import { portions } from "./portions.ts";

const options = z.strictObject({
  count: z.int().min(2).max(1_000_000).default(256)
    .describe("how many examples of the test split; fewer if it is smaller"),
  divergence: z.enum(["exact", "hutchinson"]).default("exact").describe(
    "exact takes one vector-Jacobian product for each number of an example, which is right for points; hutchinson " +
      "estimates it without bias from one for each probe, for images",
  ),
  probes: z.int().min(1).max(1000).default(1).describe(
    "how many random probes an example has, for hutchinson",
  ),
  probeLaw: z.enum(["rademacher", "gaussian"]).default("rademacher")
    .describe("the law of random probes: ±1, which has the smaller variance, or standard normal"),
  tolerance: z.number().positive().max(1).default(1e-5)
    .describe("the relative and absolute tolerance of the solver, dopri5"),
});

/** Pixels are `y/127.5 − 1`. */
const LEVELS_PER_UNIT = 127.5;

/** What the solver may take; the default would not do for small tolerances. */
const MOST_STEPS = 10000;

/** What was found of all examples together. */
type Findings = Pick<LogLikelihoods, "values" | "evaluations"> & { readonly standardErrors: Float64Array };

/** Log-likelihoods of any number of examples, in portions that the model can take. */
async function logLikelihoodsOf(
  { model, shape }: MetricContext,
  x1: Float32Array,
  { solver, ...chosen }: DivergenceOptions & { readonly solver: Choice },
): Promise<Findings> {
  const size = sizeOf(shape);
  const count = x1.length / size;
  const found = {
    values: new Float64Array(count),
    standardErrors: new Float64Array(count),
    evaluations: new Uint32Array(count),
  };
  for (const { first, samples } of portions(count, model.batchSize)) {
    const x = x1.subarray(first * size, (first + samples) * size);
    const part = await model.logLikelihood(x, { ...chosen, samples, first, solver });
    if (part.unfinished.length > 0) {
      throw new Failure(
        `${part.unfinished.length} of ${samples} examples did not get to t = 0 in ${MOST_STEPS} steps: expected a ` +
          "smoother velocity, or a larger tolerance for logLikelihood",
      );
    }
    found.values.set(part.values, first);
    found.evaluations.set(part.evaluations, first);
    found.standardErrors.set(part.standardErrors ?? new Float64Array(samples).fill(NaN), first);
  }
  if (!found.values.every(Number.isFinite)) {
    throw new Failure("The way back from some examples leads to numbers that are not finite");
  }
  return found;
}

/**
 * The mean log-likelihood of the first examples of the test split under the flow, in nats for a whole example, by the
 * change of variables, integrated with `dopri5`.
 *
 * It is the density of what the velocity makes of standard normal noise, whatever solver the experiment samples with.
 * `standardError` is over examples, and has the probes' part in it; `probeStandardError`, with two probes or more, is
 * that part alone. For images `bitsPerDimension` is the same number at the resolution of 256 levels; the pixels are
 * not dequantised, so it is a density at levels and bounds nothing.
 */
export const logLikelihood: Component<Metric, z.output<typeof options>> = {
  summary: "mean log-likelihood of data that were not trained on, in nats per example",
  formula: "log p1(x1) = log N(x(0); 0, I) − ∫₀¹ ∇·v(x(t), t) dt",
  reference:
    'Grathwohl et al., "FFJORD: Free-form Continuous Dynamics for Scalable Reversible Generative Models", ' +
    "2019, section 2, https://arxiv.org/abs/1810.01367",
  options,
  create: ({ count, divergence, probes, probeLaw, tolerance }) => ({
    solvers: [],
    needsDensity: true,
    async evaluate(context) {
      const { shape } = context;
      const dimensions = sizeOf(shape);
      const x1 = await context.reference(count);
      const samples = x1.length / dimensions;
      if (samples < 2) {
        throw new Failure(
          `Expected two examples or more in the test split for a log-likelihood: found ${samples}`,
          2,
        );
      }
      const solver = { name: "dopri5", ...tolerances(tolerance), maxSteps: MOST_STEPS };
      const isEstimated = divergence === "hutchinson";
      const found = await logLikelihoodsOf(context, x1, { divergence, probes, probeLaw, solver });
      const value = meanOf(found.values);
      const isImage = shape.length === 3;
      const squares = found.standardErrors.map((error) => error ** 2);
      return {
        value,
        protocol: {
          samples,
          split: "test",
          solver: "dopri5",
          tolerance,
          divergence,
          ...isEstimated ? { probes, probeLaw } : {},
          ...isImage ? { dequantization: "none" } : {},
        },
        details: {
          standardError: Math.sqrt(varianceOfMean(found.values)),
          ...isEstimated && probes > 1 ? { probeStandardError: Math.sqrt(meanOf(squares) / samples) } : {},
          ...isImage
            ? { bitsPerDimension: bitsPerDimension(value, { dimensions, levelsPerUnit: LEVELS_PER_UNIT }) }
            : {},
          meanEvaluations: meanOf(found.evaluations),
        },
      };
    },
  }),
};

import { z } from "zod";
import type { Choice } from "../component.ts";
import { Failure } from "../failure.ts";
import type { State } from "../solvers/solver.ts";
import { sizeOf } from "../tensor/shape.ts";
import { contentNumber, dequantized } from "./dequantization.ts";
import { tolerances } from "./endpoint_error.ts";
import { meanOf, varianceOfMean } from "./mean.ts";
import type { DivergenceOptions, LogLikelihoods, MetricContext, MetricResult } from "./metric.ts";
import { portions } from "./portions.ts";

/** The options of every likelihood, with the defaults for points. */
export const likelihoodOptions = {
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
  checked: z.int().min(1).max(1_000_000).default(8)
    .describe(
      "how many examples are computed once more with another tolerance, to see whether the number converged",
    ),
};

/** How likelihoods are measured. */
export interface LikelihoodSettings extends Required<DivergenceOptions> {
  /** How many examples, if there are so many. */
  readonly count: number;
  /** The solver's tolerance. */
  readonly tolerance: number;
  /** How many of them are computed once more with another. */
  readonly checked: number;
  /** How often each example is drawn from the cells of its levels; undefined to take it as it is. */
  readonly draws?: number | undefined;
}

/** Log-likelihoods of the first examples of the test split, in nats for a whole example. */
export interface Likelihood {
  /** Their mean over examples, of each the mean over its draws. */
  readonly value: number;
  /** The standard error of that mean, with the part of probes and draws. */
  readonly standardError: number;
  /** What the probes alone may be off in the mean over examples; undefined where one probe cannot tell. */
  readonly probeStandardError: number | undefined;
  /** How often an example was asked about, in the mean. */
  readonly meanEvaluations: number;
  /** What another tolerance changes of some examples, in the mean of their absolute changes. */
  readonly toleranceError: number;
  /** Why the number means little; undefined if it converged. */
  readonly fault: string | undefined;
  /** All that two numbers must have in common to be comparable. */
  readonly protocol: MetricResult["protocol"];
}

/** What the solver may take; the default would not do for small tolerances. */
const MOST_STEPS = 10000;

/** With a tolerance from here on a ten times smaller one is tried too; below, it would follow the answers' rounding. */
const TIGHTENED = { double: 1e-9, single: 1e-5 } as const;

/** Another tolerance may change so much, in bits for each number of an example. */
const ALLOWED = 0.01;

/** Examples, perhaps drawn several times, in the order of the test split. */
interface Rows {
  /** The rows, laid end to end. */
  readonly x: State;
  /** The class of each. */
  readonly labels: Int32Array;
  /** Numbers in one. */
  readonly size: number;
}

/** What was found of all rows together. */
type Findings = Pick<LogLikelihoods, "values" | "evaluations"> & { readonly standardErrors: Float64Array };

/**
 * Measures log-likelihoods by the change of variables, integrated with `dopri5`, and finds out whether they converged.
 *
 * Where the network is told classes they are those given the class. Some examples, which their content picks out, are
 * computed again with a tenth of the tolerance, or with ten times it where a network's rounding leaves no room below.
 * The number has not converged if that changes them by more than 0.01 bits for each number of an example, or by more
 * than the standard error of the mean over examples: so does a velocity that is too steep for the solver.
 *
 * @param context What can be asked for.
 * @param settings How they are measured.
 * @throws {Failure} If there are fewer than two examples, or an example has no log-likelihood.
 */
export async function measureLikelihood(
  context: MetricContext,
  settings: LikelihoodSettings,
): Promise<Likelihood> {
  const { divergence, probes, probeLaw, tolerance, draws } = settings;
  const size = sizeOf(context.shape);
  const { x: examples, labels } = await context.data("test", settings.count);
  const count = examples.length / size;
  if (count < 2) {
    throw new Failure(
      `Expected two examples or more in the test split for a log-likelihood: found ${count}`,
      2,
    );
  }
  const each = draws ?? 1;
  const rows: Rows = {
    x: draws === undefined ? examples : dequantized(examples, { size, draws, seed: context.seed }),
    labels: Int32Array.from({ length: count * each }, (_, row) => labels[Math.floor(row / each)]!),
    size,
  };
  const found = await likelihoodsOf(context, rows, settings);
  const values = Float64Array.from(
    { length: count },
    (_, i) => meanOf(found.values.subarray(i * each, (i + 1) * each)),
  );
  const isEstimated = divergence === "hutchinson";
  const squares = found.standardErrors.map((error) => error ** 2);
  const picked = pickedExamples(examples, size, settings.checked).map((example) => example * each);
  const other = tolerance >= TIGHTENED[context.model.precision] ? tolerance / 10 : tolerance * 10;
  const toleranceError = await changeOf(context, rows, { ...settings, tolerance: other }, {
    values: found.values,
    picked,
  });
  const standardError = Math.sqrt(varianceOfMean(values));
  const allowed = Math.min(ALLOWED * size * Math.LN2, standardError);
  return {
    value: meanOf(values),
    standardError,
    probeStandardError: isEstimated && probes > 1 ? Math.sqrt(meanOf(squares) / squares.length) : undefined,
    meanEvaluations: meanOf(found.evaluations),
    toleranceError,
    fault: toleranceError <= allowed
      ? undefined
      : `has not converged: with tolerance ${
        Number(other.toPrecision(3))
      } in place of ${tolerance} the log-likelihoods of ${picked.length} examples change by ${
        toleranceError.toPrecision(2)
      } nats, and ${
        allowed.toPrecision(2)
      } are allowed. The velocity is too steep for the tolerance, and the number means ` +
        "little: expected a smaller tolerance, or a network that was trained longer, on data with some spread",
    protocol: {
      samples: count,
      split: "test",
      solver: "dopri5",
      tolerance,
      divergence,
      ...isEstimated ? { probes, probeLaw } : {},
      ...context.samples.labels ? { given: "class" } : {},
    },
  };
}

/**
 * What a result says of a likelihood besides its value.
 *
 * @param found What was found.
 * @param nats How many nats the unit has.
 */
export function likelihoodDetails(
  { standardError, probeStandardError, toleranceError, fault, meanEvaluations }: Likelihood,
  nats = 1,
): Required<Pick<MetricResult, "details" | "warnings">> {
  return {
    details: {
      standardError: standardError / nats,
      ...probeStandardError === undefined ? {} : { probeStandardError: probeStandardError / nats },
      toleranceError: toleranceError / nats,
      converged: fault === undefined ? 1 : 0,
      meanEvaluations,
    },
    warnings: fault === undefined ? [] : [fault],
  };
}

/** Log-likelihoods of any number of rows, in portions that the model can take. */
async function likelihoodsOf(
  { model }: MetricContext,
  { x, labels, size }: Rows,
  { tolerance, ...settings }: LikelihoodSettings,
): Promise<Findings> {
  const found = {
    values: new Float64Array(labels.length),
    standardErrors: new Float64Array(labels.length),
    evaluations: new Uint32Array(labels.length),
  };
  for (const { first, samples } of portions(labels.length, model.batchSize)) {
    const part = await model.logLikelihood(x.subarray(first * size, (first + samples) * size), {
      ...divergenceOf(settings),
      samples,
      first,
      numbers: numbersOf(x.subarray(first * size, (first + samples) * size), size),
      labels: labels.subarray(first, first + samples),
      solver: solverWith(tolerance),
    });
    if (part.unfinished.length > 0) {
      throw new Failure(
        `${part.unfinished.length} of ${samples} examples did not get to t = 0 in ${MOST_STEPS} steps: expected a ` +
          "smoother velocity, or a larger tolerance",
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

/** Numbers that rows have by their content, so that their probes do not depend on their order. */
function numbersOf(rows: State, size: number): Uint32Array {
  return Uint32Array.from(
    { length: rows.length / size },
    (_, i) => contentNumber(Float32Array.from(rows.subarray(i * size, (i + 1) * size))),
  );
}

/** The mean absolute change of some rows; infinite if one of them does not get to the end. */
async function changeOf(
  { model }: MetricContext,
  { x, labels, size }: Rows,
  { tolerance, ...settings }: LikelihoodSettings,
  { values, picked }: { readonly values: Float64Array; readonly picked: readonly number[] },
): Promise<number> {
  const changes: number[] = [];
  for (const row of picked) {
    const again = await model.logLikelihood(x.subarray(row * size, (row + 1) * size), {
      ...divergenceOf(settings),
      samples: 1,
      first: row,
      numbers: numbersOf(x.subarray(row * size, (row + 1) * size), size),
      labels: labels.subarray(row, row + 1),
      solver: solverWith(tolerance),
    });
    const change = Math.abs(again.values[0]! - values[row]!);
    changes.push(Number.isFinite(change) ? change : Infinity);
  }
  return meanOf(changes);
}

/** The examples that are computed twice: those of the smallest numbers by content, so that the order does not matter. */
function pickedExamples(x: Float32Array, size: number, most: number): number[] {
  const numbers = Array.from(
    { length: x.length / size },
    (_, i) => contentNumber(x.subarray(i * size, (i + 1) * size)),
  );
  return [...numbers.keys()].sort((a, b) => numbers[a]! - numbers[b]!).slice(0, most);
}

function divergenceOf(
  { divergence, probes, probeLaw }: Omit<LikelihoodSettings, "tolerance">,
): Required<DivergenceOptions> {
  return { divergence, probes, probeLaw };
}

function solverWith(tolerance: number): Choice {
  return { name: "dopri5", ...tolerances(tolerance), maxSteps: MOST_STEPS };
}

import { build, type Choice } from "../../lib/component.ts";
import { Failure } from "../../lib/failure.ts";
import { none } from "../../lib/gammas/none.ts";
import type { MetricContext, MetricSamples, Model } from "../../lib/metrics/metric.ts";
import { followAll, portions } from "../../lib/metrics/portions.ts";
import { interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { Stream } from "../../lib/random/stream.ts";
import { centralDifferences } from "../../lib/sampling/central_differences.ts";
import { differentiableField } from "../../lib/sampling/differentiable_field.ts";
import { logLikelihood } from "../../lib/sampling/log_likelihood.ts";
import { solvers } from "../../lib/solvers/mod.ts";
import type { Field, Noise, Solver } from "../../lib/solvers/solver.ts";
import { equalTimes } from "../../lib/solvers/steps.ts";
import { velocity } from "../../lib/targets/velocity.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import { normalLossFloor } from "../../lib/training/loss_floor.ts";

/** What a metric is tested with. */
export interface FakeParts {
  /** The shape of one sample. */
  readonly shape: readonly number[];
  /** The field, in double precision. */
  readonly field: Field<Float64Array>;
  /** All source samples that there are. */
  readonly source: Float32Array;
  /** The whole test split. */
  readonly reference: Float32Array;
  /** The classes of the test split; all 0 unless given. */
  readonly labels?: Int32Array;
  /** What was trained on; nothing unless given. */
  readonly training?: { readonly x: Float32Array; readonly labels: Int32Array };
  /** The names of the classes; none unless given. */
  readonly classes?: readonly string[];
  /** The classes that the run's own samples were drawn for; undefined unless given. */
  readonly sampleLabels?: Int32Array;
  /** The run's own samples; none unless given, so that others are drawn. */
  readonly samples?: Float32Array;
  /** The most samples at once; all unless given. */
  readonly batchSize?: number;
  /** How the field's answers are rounded, `double` unless given. */
  readonly precision?: "single" | "double";
  /** The experiment's seed, 0 unless given. */
  readonly seed?: number;
  /** The standard deviation of Gaussian data, from which the least possible errors follow; not known unless given. */
  readonly spread?: number;
}

/** A solver from an incomplete choice. */
export function solverOf({ name, ...given }: Choice): Solver {
  return build(solvers, { name, ...solvers[name]!.options.parse(given) as object });
}

/** How answers are read that are velocities, whatever the path. */
const asVelocity = {
  target: velocity.create({ smallestTime: 0, largestTime: 1 }),
  interpolant: interpolant(linear.create({}), none.create({})),
};

/** What the fake model's errors are about. */
const OBJECTIVE: MetricContext["objective"] = {
  source: "gaussian",
  coupling: "independent",
  timeSampler: "uniform",
  path: "linear",
  gamma: "none",
  target: "velocity",
  loss: "meanSquare",
  weighting: "uniform",
};

/**
 * A context whose model is a field in closed form, followed with the catalog's solvers.
 *
 * Its features are the numbers themselves, and its classifier tells class 1 by a positive first number.
 */
export function fakeContext(parts: FakeParts): MetricContext {
  const { shape, field, source, reference, batchSize = 1e6, precision = "double", seed = 0 } = parts;
  const size = sizeOf(shape);
  const usual = { name: "heun", steps: 8 };
  const model: Model = {
    fieldOf: () => field as Field,
    precision,
    batchSize,
    solver: solverOf,
    async follow(x0, { samples, first = 0, solver: choice = usual, onStep }) {
      if (samples > batchSize || samples * size !== x0.length) throw new Error(`a batch of ${samples}`);
      const solver = solverOf(choice);
      const noise: Noise = (step, out) => {
        const draws = new Stream({ seed, purpose: "noise", step });
        for (let i = 0; i < samples; i++) {
          draws.moveTo(first + i);
          draws.fillNormal(out.subarray(i * size, (i + 1) * size));
        }
      };
      const options = { times: equalTimes(solver.steps ?? 1), samples, noise, ...onStep ? { onStep } : {} };
      return await solver.solve(field as unknown as Field<typeof x0>, x0, options);
    },
    async logLikelihood(x1, { solver: choice = usual, ...options }) {
      if (options.samples > batchSize || options.samples * size !== x1.length) {
        throw new Error(`a batch of ${options.samples}`);
      }
      const solver = solverOf(choice);
      const slopes = centralDifferences(async (x, t) => [await field.velocity(x, t)]);
      return await logLikelihood(x1, {
        ...options,
        field: differentiableField(slopes, asVelocity),
        solver,
        times: equalTimes(solver.steps ?? 1, 1, 0),
        seed,
      });
    },
  };
  const first = (x: Float32Array, count: number): Float32Array => x.slice(0, count * size);
  const given = parts.samples ?? new Float32Array();
  const samples: MetricSamples = {
    x: given,
    x0: first(source, given.length / size),
    labels: parts.sampleLabels,
    evaluations: new Uint32Array(given.length / size),
    unfinished: [],
  };
  return {
    shape,
    seed,
    samples,
    model,
    reference: (count) => Promise.resolve(first(reference, count)),
    data(split, count) {
      const none = { x: new Float32Array(), labels: new Int32Array() };
      const all = split === "train"
        ? parts.training ?? none
        : { x: reference, labels: parts.labels ?? new Int32Array(reference.length / size) };
      return Promise.resolve({ x: first(all.x, count), labels: all.labels.slice(0, count) });
    },
    classes: parts.classes ?? [],
    source(count) {
      if (count * size > source.length) throw new Error(`${count} source samples`);
      return Promise.resolve(first(source, count));
    },
    async draw({ count, solver = usual }) {
      const x0 = first(source, count);
      const labels = parts.sampleLabels?.subarray(0, count);
      return { ...await followAll(model, x0, { size, solver }), x0, labels };
    },
    features(x, { extractor } = {}) {
      const name = extractor ?? "fake classifier";
      if (extractor !== undefined) return Promise.resolve({ features: x, width: size, name });
      const labels = Int32Array.from({ length: x.length / size }, (_, i) => x[i * size]! > 0 ? 1 : 0);
      return Promise.resolve({ features: x, width: size, name, labels, testAccuracy: 0.75 });
    },
    dataset: "fake",
    objective: OBJECTIVE,
    async regressionErrors({ count, part = 0.5 }) {
      const [x0, x1] = [first(source, count), first(reference, count)];
      if (x0.length !== x1.length || x1.length === 0) throw new Failure(`found ${x1.length} data`, 2);
      const at = asVelocity.interpolant.at(part);
      const xt = Float64Array.from(x1, (data, e) => at.alpha * data + at.sigma * x0[e]!);
      const squared = new Float64Array(count);
      for (const { first, samples } of portions(count, batchSize)) {
        const rows = xt.subarray(first * size, (first + samples) * size);
        const answers = await field.velocity(rows, new Float64Array(samples).fill(part));
        answers.forEach((answer, i) => {
          const e = first * size + i;
          const right = at.alphaDot * x1[e]! + at.sigmaDot * x0[e]!;
          squared[Math.floor(e / size)]! += (answer - right) ** 2 / size;
        });
      }
      const alike = (errors: Float64Array) => ({ squared: errors, velocity: errors, weighted: errors });
      const pair = { spread: parts.spread ?? 0, covariance: 0 };
      const least = normalLossFloor(at, asVelocity.target.regressions(at)[0]!, pair);
      return {
        times: new Float64Array(count).fill(part),
        errors: alike(squared),
        floors: parts.spread === undefined ? undefined : alike(new Float64Array(count).fill(least)),
      };
    },
  };
}

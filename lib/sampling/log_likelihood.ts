import { Failure } from "../failure.ts";
import type { DivergenceOptions, LogLikelihoods } from "../metrics/metric.ts";
import type { Field, Solver, State } from "../solvers/solver.ts";
import type { DifferentiableField } from "./differentiable_field.ts";
import { type Probes, randomProbes, unitVectors } from "./probes.ts";

/** How log-likelihoods are computed. */
export interface LikelihoodOptions extends DivergenceOptions {
  /** The field, for all samples at once. Its velocity must exist at the first and the last of the times. */
  readonly field: DifferentiableField;
  /** What integrates it. */
  readonly solver: Solver;
  /** The times that a solver with fixed steps goes between, from 1 down to 0. */
  readonly times: Float64Array;
  /** How many samples. */
  readonly samples: number;
  /** The number of the first, 0 unless given: a sample's number decides about its probes. */
  readonly first?: number;
  /** Numbers to draw the probes by instead of the samples' own. */
  readonly numbers?: Uint32Array;
  /** The experiment's seed. */
  readonly seed: number;
}

/**
 * The log-density of samples under a flow from standard normal noise, by the change of variables
 * `log p1(x1) = log p0(x(0)) − ∫₀¹ ∇·v(x(t), t) dt`, in double precision.
 *
 * A row of the state is a sample `x` and the integrals `ℓ` from 1 on of the divergence's estimates. Solvers measure
 * errors in the root mean square over the row, so an error of `ℓ` alone may be `√(size + 1)` times the tolerance.
 *
 * @param x1 Samples, laid end to end; they are not changed.
 * @param options The field, the solver, and how divergences are computed.
 * @throws {Failure} With exit code 2 if the solver follows more than the velocity.
 * @see Grathwohl et al., "FFJORD: Free-form Continuous Dynamics for Scalable Reversible Generative Models", 2019,
 * https://arxiv.org/abs/1810.01367
 */
export async function logLikelihood(x1: State, options: LikelihoodOptions): Promise<LogLikelihoods> {
  const { field, solver, times, samples } = options;
  if (solver.needs !== "velocity") {
    throw new Failure(
      "A log-likelihood is computed along the velocity alone: expected a solver that follows it, such as dopri5 or " +
        `heun; this one needs the ${solver.needs}`,
      2,
    );
  }
  const size = x1.length / samples;
  const probes = probesOf(options, size);
  const start = new Rows(new Float64Array(samples * (size + probes.estimates)), size, probes.estimates);
  for (let i = 0; i < samples; i++) start.sample(i).set(x1.subarray(i * size, (i + 1) * size));
  const { x, ...solution } = await solver.solve(augmented(field, probes, size), start.state, {
    times,
    samples,
  });
  const end = new Rows(x, size, probes.estimates);
  for (const i of solution.unfinished) end.integrals(i).fill(NaN);
  return { ...summary(end), ...solution };
}

/** The probes that were asked for. */
function probesOf(options: LikelihoodOptions, size: number): Probes {
  const { divergence, probes: count = 1, probeLaw: law = "rademacher", first = 0, samples, seed } = options;
  const { numbers } = options;
  return divergence === "exact"
    ? unitVectors(size)
    : randomProbes({ seed, first, numbers, samples, size, count, law });
}

/** The rows of a state. */
class Rows {
  readonly count: number;
  readonly #width: number;

  constructor(readonly state: Float64Array, readonly size: number, readonly estimates: number) {
    this.#width = size + estimates;
    this.count = state.length / this.#width;
  }

  /** A row's sample. */
  sample(row: number): Float64Array {
    return this.state.subarray(row * this.#width, row * this.#width + this.size);
  }

  /** A row's integrals. */
  integrals(row: number): Float64Array {
    return this.state.subarray(row * this.#width + this.size, (row + 1) * this.#width);
  }
}

/** The velocity of whole rows: that of the sample, and the divergence's estimates. */
function augmented(field: DifferentiableField, probes: Probes, size: number): Field<Float64Array> {
  const refuse = (): never => {
    throw new TypeError("A row has a velocity alone");
  };
  return {
    async velocity(state, t, given) {
      const rows = new Rows(state, size, probes.estimates);
      const x = new Float64Array(rows.count * size);
      for (let i = 0; i < rows.count; i++) x.set(rows.sample(i), i * size);
      const numbers = given ?? Uint32Array.from({ length: rows.count }, (_, i) => i);
      const { velocity, slopes } = await field(x, t, probes.along(numbers), numbers);
      const answer = new Rows(new Float64Array(state.length), size, probes.estimates);
      for (let i = 0; i < rows.count; i++) {
        answer.sample(i).set(velocity.subarray(i * size, (i + 1) * size));
        const estimates = answer.integrals(i);
        slopes.forEach((slope, k) => estimates[k % probes.estimates]! += slope[i]!);
      }
      return answer.state;
    },
    data: refuse,
    drift: refuse,
    at: refuse,
  };
}

/** What the ends of the rows mean. */
function summary(end: Rows): Pick<LogLikelihoods, "values" | "standardErrors" | "estimates" | "x0"> {
  const { count, size, estimates: number } = end;
  const x0 = new Float64Array(count * size);
  const estimates = new Float64Array(count * number);
  const values = new Float64Array(count);
  const standardErrors = number > 1 ? new Float64Array(count) : undefined;
  for (let i = 0; i < count; i++) {
    const x = end.sample(i);
    x0.set(x, i * size);
    const found = end.integrals(i).map((integral) => normalLogDensity(x) + integral);
    estimates.set(found, i * number);
    const mean = found.reduce((sum, value) => sum + value, 0) / number;
    values[i] = mean;
    if (standardErrors === undefined) continue;
    const squares = found.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    standardErrors[i] = Math.sqrt(squares / (number * (number - 1)));
  }
  return { values, standardErrors, estimates, x0 };
}

/** `log N(x; 0, I)`. */
function normalLogDensity(x: Float64Array): number {
  return -x.reduce((sum, entry) => sum + entry * entry, x.length * Math.log(2 * Math.PI)) / 2;
}

import type { PathCoefficients } from "../../lib/paths/path.ts";
import { Stream } from "../../lib/random/stream.ts";
import { solvers } from "../../lib/solvers/mod.ts";
import type { Field, Noise, Solver, State } from "../../lib/solvers/solver.ts";

/** A solver of the catalog with some of its options given. */
export function solver(name: string, given: Readonly<Record<string, unknown>>): Solver {
  const { options, create } = solvers[name]!;
  return create(options.parse(given));
}

/**
 * What a solver makes of one number in an affine field: `slope·x + offset + Σ weights[k]·(noise of key k)`.
 */
export interface AffineMap {
  readonly slope: number;
  readonly offset: number;
  readonly weights: Float64Array;
}

/**
 * Takes a solver apart in a field that is affine in `x`, exactly: each entry of the state sees another unit.
 *
 * @param keys The keys of the noise are below this number.
 */
export async function affineMapOf(
  solver: Solver,
  field: Field<Float64Array>,
  times: ArrayLike<number>,
  keys: number,
): Promise<AffineMap> {
  const start = new Float64Array(keys + 2);
  start[keys] = 1;
  const noise: Noise = (key, out) => {
    if (key >= keys) throw new RangeError(`noise of key ${key}`);
    out.fill(0)[key] = 1;
  };
  const { x } = await solver.solve(field, start, { times, noise });
  const offset = x[keys + 1]!;
  const weights = x.subarray(0, keys).map((entry) => entry - offset);
  return { slope: x[keys]! - offset, offset, weights };
}

/** The mean and the standard deviation of a normal law. */
export interface NormalLaw {
  readonly mean: number;
  readonly deviation: number;
}

/** The law that a map makes of another. */
export function lawAfter({ slope, offset, weights }: AffineMap, { mean, deviation }: NormalLaw): NormalLaw {
  return { mean: slope * mean + offset, deviation: Math.hypot(slope * deviation, ...weights) };
}

/** The distance of two normal laws, by optimal transport. */
export function distance(a: NormalLaw, b: NormalLaw): number {
  return Math.hypot(a.mean - b.mean, a.deviation - b.deviation);
}

/** The order of convergence that errors on grids of `h`, `h/2`, `h/4` … show: a slope by least squares. */
export function orderOf(errors: readonly number[]): number {
  const middle = (errors.length - 1) / 2;
  const moment = errors.reduce((sum, error, i) => sum - (i - middle) * Math.log2(error), 0);
  return moment / errors.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
}

/**
 * Noise from a stream for every key and sample, as it is for sampling; the first sample has number `first`.
 */
export function streamNoise(seed: number, samples: number, first: number = 0): Noise {
  return (key, out) => {
    const draws = new Stream({ seed, purpose: "test/noise", step: key });
    const size = out.length / samples;
    for (let i = 0; i < samples; i++) {
      draws.moveTo(first + i);
      draws.fillNormal(out.subarray(i * size, (i + 1) * size));
    }
  };
}

/** A question that a solver asked of a field. */
export interface Question {
  readonly asked: "velocity" | "data" | "drift";
  readonly time: number;
  readonly at: PathCoefficients;
  /** `g²` of a drift, else 0. */
  readonly variance: number;
}

/** A field that writes down what it is asked. */
export function recorded<S extends State>(field: Field<S>): { field: Field<S>; questions: Question[] } {
  const questions: Question[] = [];
  const note = (asked: Question["asked"], t: Float64Array, variance = 0): void => {
    questions.push({ asked, time: t[0]!, at: field.at(t[0]!), variance });
  };
  return {
    questions,
    field: {
      velocity: (x, t) => (note("velocity", t), field.velocity(x, t)),
      data: (x, t) => (note("data", t), field.data(x, t)),
      drift: (x, t, variance) => (note("drift", t, variance), field.drift(x, t, variance)),
      at: (t) => field.at(t),
    },
  };
}

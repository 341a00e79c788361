import type { State, VelocityFunction } from "../../lib/solvers/solver.ts";

/** An ODE with a solution in closed form, for one sample. */
export interface Ode {
  /** What test titles call it. */
  readonly name: string;
  /** Where it is solved from. */
  readonly from: number;
  /** Where it is solved to. */
  readonly to: number;
  /** Its right-hand side. */
  readonly velocity: VelocityFunction<Float64Array>;
  /** Its solution. */
  at(time: number): number[];
}

/** The data of the Gaussian problems, `N(mean, spread²)`; their source is `N(0, 1)`. */
const MEAN = 1;
const SPREAD = 0.5;

/**
 * The marginal velocity `m + (Σ̇/Σ)(x − t·m)`, `Σ² = t²S² + (1 − t)²`, of Gaussian data on the straight path.
 *
 * Its exact flow takes `x0` to `m + S·x0`, with `m = 1` and `S = 1/2`.
 */
export function gaussianVelocity<S extends State>(x: S, t: Float64Array): S {
  const size = x.length / t.length;
  return x.map((entry, i) => {
    const time = t[Math.floor(i / size)]!;
    const rate = (time * SPREAD ** 2 - (1 - time)) / (time ** 2 * SPREAD ** 2 + (1 - time) ** 2);
    return MEAN + rate * (entry - time * MEAN);
  }) as S;
}

/** The same problem from its end to its start. */
export function reversed(ode: Ode): Ode {
  return { ...ode, from: ode.to, to: ode.from };
}

/** A right-hand side of a single sample, each entry for itself, as a solver wants it. */
export function entrywise(slope: (y: number, t: number) => number): VelocityFunction<Float64Array> {
  return (y, t) => {
    const time = t[0]!;
    return y.map((entry) => slope(entry, time));
  };
}

/** A linear system `y' = A·y` of a single sample. */
export function linear(matrix: readonly ArrayLike<number>[]): VelocityFunction<Float64Array> {
  return (y) =>
    Float64Array.from(matrix, (row) => {
      let sum = 0;
      for (let i = 0; i < y.length; i++) sum += row[i]! * y[i]!;
      return sum;
    });
}

/** The path `α = sin(πt/2)`, `σ = cos(πt/2)`, and the standard deviation of the Gaussian problem on it. */
function curved(t: number): { alpha: number; sigma: number; deviation: number } {
  const alpha = Math.sin(Math.PI * t / 2);
  const sigma = Math.cos(Math.PI * t / 2);
  return { alpha, sigma, deviation: Math.hypot(alpha * SPREAD, sigma) };
}

/** Problems that exercise the state, the time, and both. */
export const odes: readonly Ode[] = [
  {
    name: "y' = y",
    from: 0,
    to: 4,
    velocity: entrywise((y) => y),
    at: (t) => [Math.exp(t)],
  },
  {
    name: "the harmonic oscillator",
    from: 0,
    to: 6,
    velocity: linear([[0, 1], [-1, 0]]),
    at: (t) => [Math.cos(t), -Math.sin(t)],
  },
  {
    name: "y' = y·cos t",
    from: 0,
    to: 2,
    velocity: entrywise((y, t) => y * Math.cos(t)),
    at: (t) => [Math.exp(Math.sin(t))],
  },
  {
    name: "y' = −2t·y²",
    from: -0.5,
    to: 1.5,
    velocity: entrywise((y, t) => -2 * t * y ** 2),
    at: (t) => [1 / (1 + t ** 2)],
  },
  {
    name: "y' = 2y·(1 − y)",
    from: 0,
    to: 3,
    velocity: entrywise((y) => 2 * y * (1 - y)),
    at: (t) => [0.1, 0.3, 0.7].map((start) => 1 / (1 + (1 / start - 1) * Math.exp(-2 * t))),
  },
  {
    // On the straight path Σ² is a parabola, on which the midpoint method's leading error vanishes.
    name: "the marginal velocity of Gaussian data on the cosine path",
    from: 0.1,
    to: 0.9,
    velocity(x, t) {
      const { alpha, sigma, deviation } = curved(t[0]!);
      const rate = Math.PI / 2 * alpha * sigma * (SPREAD ** 2 - 1) / deviation ** 2;
      return x.map((entry) => Math.PI / 2 * sigma * MEAN + rate * (entry - alpha * MEAN));
    },
    at: (t) => [-1.5, 0, 2].map((x0) => curved(t).alpha * MEAN + curved(t).deviation * x0),
  },
];

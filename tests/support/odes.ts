import type { State, VelocityFunction } from "../../lib/solvers/solver.ts";

/** An ODE with a solution in closed form. */
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
export function gaussianVelocity<S extends State>(x: S, t: number): S {
  const rate = (t * SPREAD ** 2 - (1 - t)) / (t ** 2 * SPREAD ** 2 + (1 - t) ** 2);
  return x.map((entry) => MEAN + rate * (entry - t * MEAN)) as S;
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
    to: 1,
    velocity: (y) => y.slice(),
    at: (t) => [Math.exp(t)],
  },
  {
    name: "the harmonic oscillator",
    from: 0,
    to: 2,
    velocity: ([position, speed]) => Float64Array.of(speed!, -position!),
    at: (t) => [Math.cos(t), -Math.sin(t)],
  },
  {
    name: "y' = y·cos t",
    from: 0,
    to: 2,
    velocity: (y, t) => y.map((entry) => entry * Math.cos(t)),
    at: (t) => [Math.exp(Math.sin(t))],
  },
  {
    // torchdiffeq's "constant" problem, started off its straight line: u = y − (at + b) has u' = u⁵.
    name: "y' = a + (y − (at + b))⁵",
    from: 0,
    to: 0.3,
    velocity: (y, t) => y.map((entry) => 0.2 + (entry - (0.2 * t + 3)) ** 5),
    at: (t) => [0.2 * t + 3 + (0.8 ** -4 - 4 * t) ** -0.25],
  },
  {
    // On the straight path Σ² is a parabola, on which the midpoint method's leading error vanishes.
    name: "the marginal velocity of Gaussian data on the cosine path",
    from: 0.1,
    to: 0.9,
    velocity: (x, t) => {
      const { alpha, sigma, deviation } = curved(t);
      const rate = Math.PI / 2 * alpha * sigma * (SPREAD ** 2 - 1) / deviation ** 2;
      return x.map((entry) => Math.PI / 2 * sigma * MEAN + rate * (entry - alpha * MEAN));
    },
    at: (t) => [-1.5, 0, 2].map((x0) => curved(t).alpha * MEAN + curved(t).deviation * x0),
  },
];

import type { Path, PathCoefficients } from "../../lib/paths/path.ts";
import type { Field, State } from "../../lib/solvers/solver.ts";
import { gaussianTruth } from "./gaussian.ts";

/** Gaussian data `N(mean, spread²)`, from which a source `N(0, 1)` is independent. */
export interface GaussianData {
  /** The mean `m`. */
  readonly mean: number;
  /** The standard deviation `S`, at least 0. */
  readonly spread: number;
}

/** The data of most tests. */
export const DATA: GaussianData = { mean: 1, spread: 0.5 };

/** How far inside of the path a time is moved at which a derivative diverges. */
const INSIDE = 1e-9;

/** The mean `αm` and standard deviation `Σ = √(α²S² + σ²)` of `x_t`. */
export function gaussianLaw(
  { mean, spread }: GaussianData,
  { alpha, sigma }: Pick<PathCoefficients, "alpha" | "sigma">,
): { mean: number; deviation: number } {
  return { mean: alpha * mean, deviation: Math.hypot(alpha * spread, sigma) };
}

/** Where the exact flow takes a point: `X_{s→r}(x) = α_r·m + (Σ_r/Σ_s)·(x − α_s·m)`. */
export function gaussianFlow(data: GaussianData, path: Path, x: number, from: number, to: number): number {
  const [start, end] = [gaussianLaw(data, path.at(from)), gaussianLaw(data, path.at(to))];
  return end.mean + end.deviation / start.deviation * (x - start.mean);
}

/**
 * Everything that a solver can ask about Gaussian data on a path, in closed form and in double precision.
 *
 * The velocity at an end at which a derivative diverges is that at 1e-9 inside.
 *
 * @param path The path.
 * @param data The law of the data.
 */
export function gaussianField<S extends State = Float64Array>(
  path: Path,
  data: GaussianData = DATA,
): Field<S> {
  const each = (x: S, t: Float64Array, answerAt: (t: number) => (x: number) => number): S => {
    const size = x.length / t.length;
    const answers = Array.from(t, answerAt);
    return x.map((entry, e) => answers[Math.floor(e / size)]!(entry)) as S;
  };
  const velocityAt = (t: number) => {
    const at = path.at(t);
    const regular = Number.isFinite(at.alphaDot) && Number.isFinite(at.sigmaDot);
    const near = regular ? at : path.at(t + (t < 0.5 ? INSIDE : -INSIDE));
    return (x: number) => gaussianTruth(data, near, x).velocity;
  };
  const dataAt = (t: number) => {
    const at = path.at(t);
    return (x: number) => gaussianTruth(data, at, x).data;
  };
  const driftAt = (variance: number) => (t: number) => {
    const velocity = velocityAt(t);
    const { mean, deviation } = gaussianLaw(data, path.at(t));
    return (x: number) => velocity(x) + 0.5 * variance * (mean - x) / deviation ** 2;
  };
  return {
    velocity: (x, t) => each(x, t, velocityAt),
    data: (x, t) => each(x, t, dataAt),
    drift: (x, t, variance) => each(x, t, driftAt(variance)),
    at: (t) => path.at(t),
  };
}

import type { Choice } from "../component.ts";
import { Failure } from "../failure.ts";
import type { Solver } from "../solvers/solver.ts";
import { sizeOf } from "../tensor/shape.ts";
import { meanOf } from "./mean.ts";
import type { MetricContext } from "./metric.ts";
import { followAll } from "./portions.ts";
import type { Quality } from "./quality.ts";

/** The reference solution's tolerances: what its errors are far below, and a network's rounding far above. */
const TOLERANCES = { double: 1e-10, single: 1e-6 } as const;

/** What the reference solution may take; the default would not do for stiff fields at such a tolerance. */
const MOST_STEPS = 10000;

/** Mean and standard deviation of every coordinate. */
interface Moments {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

function momentsOf(x: Float64Array, size: number): Moments {
  const count = x.length / size;
  const mean = new Float64Array(size);
  const variance = new Float64Array(size);
  for (let e = 0; e < x.length; e++) mean[e % size]! += x[e]! / count;
  for (let e = 0; e < x.length; e++) variance[e % size]! += (x[e]! - mean[e % size]!) ** 2 / count;
  return { mean, deviation: variance.map(Math.sqrt) };
}

/** The sum of squared differences. */
function squaredDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, entry, e) => sum + (entry - b[e]!) ** 2, 0);
}

/** Whether a solver adds noise, so that its samples do not end where the velocity takes them. */
function isStochastic({ needs, needsGaussianSource }: Solver): boolean {
  return needs === "score" || needsGaussianSource;
}

/**
 * Judges solvers by where they end: their distance from a reference solution from the same `x0`, in the root mean
 * square over samples and coordinates.
 *
 * The end of a stochastic solver is random. What can be right or wrong are its moments: their error is
 * `√(|mean − m|² + |std − S|²)`, in the root mean square over coordinates, where `m` and `S` are those of the
 * reference solution. An exact solver with independent noise would have about `momentsFloor = √(3/n)·S`, since each
 * of the two sets of `n` samples errs by `S/√n` in the mean and `S/√(2n)` in the standard deviation.
 *
 * States are in double precision. The reference solution is `dopri8` with tolerance 1e-10, or 1e-6 for a network,
 * whose answers are rounded to float32: a smaller tolerance would have it follow the rounding.
 *
 * @param context What can be asked for.
 * @param count How many samples are followed.
 * @throws {Failure} If the reference solution does not get to the end.
 */
export async function endpointQuality(context: MetricContext, count: number): Promise<Quality> {
  const { model } = context;
  const size = sizeOf(context.shape);
  const x0 = Float64Array.from(await context.source(count));
  const tolerance = TOLERANCES[model.precision];
  const reference = await followAll(model, x0, {
    size,
    solver: { name: "dopri8", ...tolerances(tolerance), maxSteps: MOST_STEPS },
  });
  if (reference.unfinished.length > 0) {
    throw new Failure(
      `The reference solution of ${reference.unfinished.length} of ${count} samples, dopri8 with tolerance ` +
        `${tolerance}, did not get to the end in ${MOST_STEPS} steps: expected a smoother velocity, or another ` +
        "metric for nfeCurve, such as slicedWasserstein",
    );
  }
  const right = momentsOf(reference.x, size);
  const { deviation } = right;
  const meanVariance = squaredDifference(deviation, new Float64Array(size)) / size;
  const moments = {
    name: "moments",
    floor: {
      key: "momentsFloor",
      name: "independent samples (moments)",
      value: Math.sqrt(3 * meanVariance / count),
    },
  };
  return {
    label: "end point error, RMS per coordinate",
    protocol: { samples: count, referenceSolver: "dopri8", referenceTolerance: tolerance },
    details: { referenceCalls: meanOf(reference.evaluations) },
    measureOf: (solver) => isStochastic(solver) ? moments : {},
    async judge(choice) {
      const { x, evaluations, unfinished } = await followAll(model, x0, { size, solver: choice });
      const found = momentsOf(x, size);
      const value = isStochastic(model.solver(choice))
        ? (squaredDifference(found.mean, right.mean) + squaredDifference(found.deviation, deviation)) / size
        : squaredDifference(x, reference.x) / x.length;
      return { calls: meanOf(evaluations), value: Math.sqrt(value), unfinished: unfinished.length };
    },
  };
}

/** Both tolerances of an adaptive solver. */
export function tolerances(tolerance: number): Omit<Choice, "name"> {
  return { relativeTolerance: tolerance, absoluteTolerance: tolerance };
}

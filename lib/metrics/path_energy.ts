import { z } from "zod";
import { Failure } from "../failure.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { MetricContext } from "./metric.ts";
import { portions } from "./portions.ts";

/** The options of metrics that walk along the velocity. */
export const walkOptions = {
  count: z.int().min(2).max(10000).default(2048).describe("how many source samples walk"),
  steps: z.int().min(1).max(100000).default(100).describe("how many equal steps of Euler's method they take"),
};

/** What walks along the velocity cost, sample by sample. */
export interface Walks {
  /** `∫‖v(Z_t, t)‖² dt`, the sum of `h·‖v‖²` over the steps. */
  readonly energies: Float64Array;
  /** `‖Z₁ − Z₀‖²`. */
  readonly squaredDisplacements: Float64Array;
}

/**
 * Walks from source samples along the velocity in equal steps, `Z ← Z + h·v(Z, t)`, in double precision.
 *
 * The field is asked at the starts of the steps, never at `t = 1`, where it may have no limit. The experiment's
 * solver and its grid have no part in it, so that the numbers of all experiments are comparable.
 *
 * @param context What can be asked for.
 * @param x0 Where the walks begin, laid end to end.
 * @param steps How many steps.
 * @throws {Failure} If a walk leads to numbers that are not finite.
 */
export async function walk(
  { model, shape }: Pick<MetricContext, "model" | "shape">,
  x0: Float32Array,
  steps: number,
): Promise<Walks> {
  const size = sizeOf(shape);
  const count = x0.length / size;
  const h = 1 / steps;
  const energies = new Float64Array(count);
  const displacements = new Float64Array(count);
  for (const { first, samples } of portions(count, model.batchSize)) {
    const start = Float64Array.from(x0.subarray(first * size, (first + samples) * size));
    const x = start.slice();
    const field = model.fieldOf({ samples, first });
    for (let step = 0; step < steps; step++) {
      const velocity = await field.velocity(x, new Float64Array(samples).fill(step / steps));
      for (let e = 0; e < x.length; e++) {
        const v = velocity[e]!;
        const sample = first + Math.floor(e / size);
        energies[sample] = energies[sample]! + h * v * v;
        x[e] = x[e]! + h * v;
      }
    }
    for (let e = 0; e < x.length; e++) {
      const sample = first + Math.floor(e / size);
      displacements[sample] = displacements[sample]! + (x[e]! - start[e]!) ** 2;
    }
  }
  if (![...energies, ...displacements].every(Number.isFinite)) {
    throw new Failure(`${steps} steps along the velocity lead to numbers that are not finite`);
  }
  return { energies, squaredDisplacements: displacements };
}

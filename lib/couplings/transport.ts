import { z } from "zod";
import type { OptionsSchema } from "../component.ts";
import { assign } from "./assignment.ts";
import type { Coupling, UnpairedBatch } from "./coupling.ts";
import { drawColumns } from "./draw_columns.ts";
import { sinkhorn } from "./sinkhorn.ts";
import { spreadOf } from "./spread.ts";
import { squaredDistances } from "./squared_distances.ts";
import { acrossClasses } from "./within_classes.ts";

/** The entropy's weight when an experiment says nothing about it: a few likely partners for each row. */
const USUAL_REGULARIZATION = 0.05;
/** How much mass of a plan may be in the wrong column; drawing pairs from it misplaces far more. */
const TOLERANCE = 1e-3;

/** The option of all couplings that solve a problem of transport. */
export const otBatchSize: z.ZodOptional<z.ZodInt> = z.int().min(1).max(8192).optional().describe(
  "how many rows are paired at once: a multiple or a divisor of training.batchSize, and that unless given",
);

/** The options of optimal transport. */
export interface TransportOptions {
  /** Whether pairs are the optimal assignment, or drawn from an entropic plan. */
  readonly method: "exact" | "sinkhorn";
  /** The weight of the plan's entropy, in units of the costs' spread; undefined for the usual one. */
  readonly regularization?: number | undefined;
  /** How many rows are paired at once; undefined for a training step's batch. */
  readonly otBatchSize?: number | undefined;
  /** Whether rows are paired whatever their class. */
  readonly acrossClasses: boolean;
}

/** What an experiment may say about them. */
export const transportOptions: OptionsSchema<TransportOptions> = z.strictObject({
  method: z.enum(["exact", "sinkhorn"]).default("exact").describe(
    "exact: the optimal assignment, a permutation; sinkhorn: pairs are drawn from an entropic plan",
  ),
  regularization: z.number().min(1e-3).max(100).optional().describe(
    "for sinkhorn: the entropy's weight, in units of the root mean square of the squared distances less " +
      `the means of rows and columns; ${USUAL_REGULARIZATION} unless given, more is nearer to independent`,
  ),
  otBatchSize,
  acrossClasses,
});

/** Pairs the rows of a batch; see {@linkcode Coupling.pair}. */
export type Pair = Coupling["pair"];

/**
 * The pairing that minimises the sum of the squared distances `‖x0 − x1‖²`, or nearly.
 *
 * @throws {RangeError} If a regularization is given for the exact method.
 */
export function transport(
  { method, regularization }: Pick<TransportOptions, "method" | "regularization">,
): Pair {
  if (method === "sinkhorn") {
    const weight = regularization ?? USUAL_REGULARIZATION;
    return entropicTransport((cost, count) => weight * spreadOf(cost, count));
  }
  if (regularization !== undefined) {
    throw new RangeError(
      "The option regularization belongs to the method sinkhorn: expected none for the method exact, found " +
        `${regularization}; leave it out, or set method to sinkhorn`,
    );
  }
  return (batch) => assign(costOf(batch), batch.count).columns;
}

/**
 * The pairing that draws an `x0` for every row of `x1` from the plan of entropic transport.
 *
 * @param regularizationOf The entropy's weight, in the units of the cost `‖x0 − x1‖²`, for given costs.
 */
export function entropicTransport(regularizationOf: (cost: Float64Array, count: number) => number): Pair {
  return (batch, draws) => {
    const cost = costOf(batch);
    const regularization = regularizationOf(cost, batch.count);
    const { masses } = sinkhorn(cost, batch.count, { regularization, tolerance: TOLERANCE });
    return drawColumns(masses, batch.count, draws);
  };
}

/** The costs of all pairs: rows are those of `x1`, columns those of `x0`. */
function costOf({ x0, x1, size }: UnpairedBatch): Float64Array {
  return squaredDistances(x1, x0, size);
}

import { Failure } from "../failure.ts";
import { auctionPrices } from "./auction.ts";
import { type Potentials, Scaling } from "./scaling.ts";
import { spreadOf } from "./spread.ts";

/** How a plan is computed. */
export interface SinkhornOptions {
  /** The weight `ε` of the entropy, above 0, in the units of the cost. */
  readonly regularization: number;
  /** How much of the mass may be in the wrong column, in `(0, 1)`; 1e-6 unless given. */
  readonly tolerance?: number;
  /** How often rows and columns are scaled before it is given up; 10 000 times unless given. */
  readonly maximumIterations?: number;
}

/** A plan between two sets of equally weighted points. */
export interface EntropicPlan {
  /** The mass of each pair, `[count, count]`. Every row sums to `1/count`; columns do but for the error. */
  readonly masses: Float64Array;
  /** How much mass is in the wrong column: half the sum of `|column sum − 1/count|`. */
  readonly marginalError: number;
  /** How often rows and columns were scaled. */
  readonly iterations: number;
}

/**
 * The plan of entropic optimal transport between `count` points and `count` others, all of weight `1/count`.
 *
 * It minimises `Σ P_ij·c_ij + ε·Σ P_ij·ln P_ij` over the plans with these marginals, and has the form
 * `P_ij = exp((f_i + g_j − c_ij)/ε)`. Rows and columns are scaled in turn until both marginals are right. The
 * potentials `f, g` are kept as logarithms, and what has been scaled since is a factor beside the kernel,
 * which is moved to them before it can overflow: so `ε` may be small, and an iteration takes two
 * multiplications per pair. They start at the prices of an auction, which is where they end as `ε → 0`.
 *
 * @param cost The costs, `[count, count]`, finite and not negative.
 * @param count How many rows and columns, at least 1.
 * @param options The regularization, and when to stop.
 * @throws {RangeError} If a cost is not finite.
 * @throws {Failure} If the marginals are not within the tolerance when the iterations are used up.
 * @see Schmitzer, "Stabilized sparse scaling algorithms for entropy regularized transport problems", 2019,
 * algorithm 2, https://arxiv.org/abs/1610.06519
 */
export function sinkhorn(
  cost: Float64Array,
  count: number,
  { regularization, tolerance = 1e-6, maximumIterations = 10_000 }: SinkhornOptions,
): EntropicPlan {
  const prices = auctionPrices(cost, count, { spread: spreadOf(cost, count), finest: regularization });
  const scaling = new Scaling(cost, normalized(cost, prices, regularization), regularization);
  for (let iterations = 1;; iterations++) {
    const marginalError = scaling.scaleRows();
    if (marginalError <= tolerance) return { masses: scaling.masses(), marginalError, iterations };
    if (iterations >= maximumIterations) {
      throw new Failure(
        `Sinkhorn's iteration has not converged: expected at most ${tolerance} of the mass in the wrong ` +
          `column after ${iterations} iterations, found ${marginalError.toPrecision(2)}; ` +
          "raise the regularization (of a Schrödinger bridge: sigma), or pair fewer rows at once",
        2,
      );
    }
    scaling.scaleColumns();
  }
}

/**
 * Potentials for which every column has the mass `1/count`, and no row is nearly empty; scaling keeps it so.
 *
 * `f_i = −ε·ln(count·Σ_j exp((g_j − c_ij)/ε))` of the prices, then `g` of `f` in the same way; the greatest
 * exponent is taken out of each sum, which cannot overflow then.
 */
function normalized(cost: Float64Array, prices: Float64Array, regularization: number): Potentials {
  const count = prices.length;
  const rows = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let greatest = -Infinity;
    for (let j = 0; j < count; j++) greatest = Math.max(greatest, prices[j]! - cost[i * count + j]!);
    let sum = 0;
    for (let j = 0; j < count; j++) {
      sum += Math.exp((prices[j]! - cost[i * count + j]! - greatest) / regularization);
    }
    rows[i] = -greatest - regularization * Math.log(count * sum);
  }
  const greatest = new Float64Array(count).fill(-Infinity);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) greatest[j] = Math.max(greatest[j]!, rows[i]! - cost[i * count + j]!);
  }
  const sums = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      sums[j]! += Math.exp((rows[i]! - cost[i * count + j]! - greatest[j]!) / regularization);
    }
  }
  return { rows, columns: sums.map((sum, j) => -greatest[j]! - regularization * Math.log(count * sum)) };
}

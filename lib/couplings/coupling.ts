import type { Stream } from "../random/stream.ts";

/** A batch of source samples and data, each `count` rows of `size` numbers, before they are paired. */
export interface UnpairedBatch {
  /** Source samples, `[count, size]`. */
  readonly x0: Float32Array;
  /** Data, `[count, size]`. */
  readonly x1: Float32Array;
  /** How many of each. */
  readonly count: number;
  /** Numbers in one sample. */
  readonly size: number;
  /** The class of each row of `x1`; all 0 when the data have none. */
  readonly labels: Int32Array;
}

/** The joint law of `(x0, x1)`: which source sample goes with which example. */
export interface Coupling {
  /** Whether `x0` tells nothing of `x1`, which noise scales and scores presuppose. */
  readonly isIndependent: boolean;
  /**
   * How many rows are paired at once; undefined for as many as a training step has. It may be larger or
   * smaller than a step's batch, of which it must be a multiple or a divisor.
   */
  readonly batchSize: number | undefined;
  /**
   * The width `σ` of the Brownian bridges that its plan belongs to; undefined unless it is a Schrödinger bridge.
   */
  readonly bridgeWidth: number | undefined;
  /**
   * Pairs the rows of a batch.
   *
   * @param batch What is paired; it is left as it is.
   * @param draws A stream of the batch's own, for couplings that draw pairs from a plan.
   * @returns For each row of `x1`, the row of `x0` that goes with it.
   */
  pair(batch: UnpairedBatch, draws: Stream): Int32Array;
}

/**
 * The covariance, per coordinate, of the entropic plan between `N(0, I)` and `N(m, S²·I)`.
 *
 * @param width The width `σ` of the bridges; the plan's regularisation is `2σ²` for the cost `‖x0 − x1‖²`.
 * @param spread The standard deviation `S`.
 * @returns `½(−σ² + √(σ⁴ + 4S²))`: `S` for `σ → 0`, the optimal plan, and 0 for `σ → ∞`, independence.
 */
export function bridgeCovariance(width: number, spread: number): number {
  // The same without the difference of two numbers that are close for wide bridges.
  return 2 * spread ** 2 / (width ** 2 + Math.sqrt(width ** 4 + 4 * spread ** 2));
}

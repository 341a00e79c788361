/** Below this share of the mean cost, differences are rounding. */
const ROUNDING = 1e-9;

/**
 * How much a cost matters to a pairing: the root mean square of what is left of it after the means of its
 * rows and columns are taken off, `c_ij − c̄_i· − c̄_·j + c̄`.
 *
 * A pairing uses each row and each column once, so that all pairings pay the means alike. What is left of
 * squared distances is `−2·(a_i − ā)·(b_j − b̄)`: it does not depend on where the two sets lie, and in
 * thousands of coordinates it is a small part of the cost.
 *
 * @param cost The costs, `[count, count]`, not negative.
 * @param count How many rows and columns.
 * @returns The spread; at least 1e-9 of the mean cost, below which it is rounding, and 1 for costs of 0 only.
 * @throws {RangeError} If a cost is not finite.
 */
export function spreadOf(cost: Float64Array, count: number): number {
  const rowMeans = new Float64Array(count);
  const columnMeans = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let j = 0; j < count; j++) {
      const entry = cost[i * count + j]!;
      sum += entry;
      columnMeans[j]! += entry / count;
    }
    rowMeans[i] = sum / count;
  }
  const mean = rowMeans.reduce((sum, entry) => sum + entry, 0) / count;
  if (!Number.isFinite(mean)) {
    throw new RangeError(
      "Cannot pair samples whose distances are not finite: expected numbers, found NaN or ∞",
    );
  }
  let squares = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      squares += (cost[i * count + j]! - rowMeans[i]! - columnMeans[j]! + mean) ** 2;
    }
  }
  return Math.max(Math.sqrt(squares) / count, ROUNDING * mean) || 1;
}

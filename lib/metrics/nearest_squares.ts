import { squaredDistances } from "../couplings/squared_distances.ts";

/** The most rows of each side that are compared at once. */
const TILE = 512;

/**
 * The squared distance of every row from the nearest of others, in memory that does not grow with their number.
 *
 * @param x Rows, laid end to end.
 * @param others One row or more.
 * @param size Numbers in a row.
 * @returns One number for each row of `x`, which does not depend on the order of any.
 */
export function nearestSquares(x: Float32Array, others: Float32Array, size: number): Float64Array {
  const nearest = new Float64Array(x.length / size).fill(Infinity);
  const tile = Math.min(TILE, nearest.length, others.length / size);
  for (const i of starts(nearest.length, tile)) {
    const rows = x.subarray(i * size, (i + tile) * size);
    for (const j of starts(others.length / size, tile)) {
      const squares = squaredDistances(rows, others.subarray(j * size, (j + tile) * size), size);
      for (let e = 0; e < squares.length; e++) {
        const row = i + Math.floor(e / tile);
        if (squares[e]! < nearest[row]!) nearest[row] = squares[e]!;
      }
    }
  }
  return nearest;
}

/** Where tiles begin that cover all rows; the last one goes back over rows of the one before, which changes nothing. */
function starts(count: number, tile: number): number[] {
  return Array.from({ length: Math.ceil(count / tile) }, (_, i) => Math.min(i * tile, count - tile));
}

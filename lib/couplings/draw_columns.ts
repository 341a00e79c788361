import type { Stream } from "../random/stream.ts";

/**
 * Draws a column for each row from a plan's conditional distribution given the row.
 *
 * @param masses The plan, `[count, count]`; no row is without mass.
 * @param count How many rows and columns.
 * @param draws Gives one uniform number for each row.
 * @returns The column of each row; some columns are drawn more than once, some never.
 */
export function drawColumns(masses: Float64Array, count: number, draws: Stream): Int32Array {
  const columns = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const row = masses.subarray(i * count, (i + 1) * count);
    let left = draws.uniform() * row.reduce((sum, mass) => sum + mass, 0);
    // Rounding may leave something after the last column; it goes to the last that has mass.
    for (let j = 0; j < count && left >= 0; j++) {
      if (row[j] === 0) continue;
      columns[i] = j;
      left -= row[j]!;
    }
  }
  return columns;
}

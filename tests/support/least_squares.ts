/**
 * The coefficients `c` that minimize `Σ (row·c − value)²`, by the normal equations.
 *
 * @param rows One row of regressors for each value.
 * @param values As many values, at least as many as a row has entries.
 */
export function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number[] {
  const n = rows[0]!.length;
  const system = Array.from({ length: n }, (_, i) => [
    ...Array.from({ length: n }, (_, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
    rows.reduce((sum, row, k) => sum + row[i]! * values[k]!, 0),
  ]);
  // A positive definite matrix needs no pivots.
  for (let i = 0; i < n; i++) {
    for (let row = 0; row < n; row++) {
      if (row === i) continue;
      const factor = system[row]![i]! / system[i]![i]!;
      for (let j = i; j <= n; j++) system[row]![j]! -= factor * system[i]![j]!;
    }
  }
  return system.map((row, i) => row[n]! / row[i]!);
}

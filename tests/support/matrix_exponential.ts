/** A square matrix, row by row. */
export type Matrix = readonly (readonly number[])[];

/** The product of two square matrices. */
export function multiply(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => row.map((_, j) => row.reduce((sum, entry, k) => sum + entry * b[k]![j]!, 0)));
}

/**
 * `exp(A)` by Taylor's series for `A/2ˢ`, whose norm is below 1/2, squared `s` times.
 *
 * Its relative error is about `2ˢ` roundings, so below 1e-13 for the small matrices of tests.
 */
export function matrixExponential(a: Matrix): number[][] {
  const norm = Math.max(...a.map((row) => row.reduce((sum, entry) => sum + Math.abs(entry), 0)));
  const squarings = Math.max(0, Math.ceil(Math.log2(2 * norm)));
  const small = a.map((row) => row.map((entry) => entry / 2 ** squarings));
  const identity = a.map((row, i) => row.map((_, j) => i === j ? 1 : 0));
  let result: number[][] = identity;
  // Horner's rule; the first term that is left out is below 2⁻²¹/21!.
  for (let n = 20; n >= 1; n--) {
    result = multiply(small, result).map((row, i) => row.map((entry, j) => identity[i]![j]! + entry / n));
  }
  for (let i = 0; i < squarings; i++) result = multiply(result, result);
  return result;
}

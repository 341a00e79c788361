/** The eigenvalues and eigenvectors of a symmetric matrix `A = VᵀΛV`. */
export interface SymmetricEigen {
  /** The eigenvalues, in no order. */
  readonly values: Float64Array;
  /** Orthonormal eigenvectors: row `k` belongs to eigenvalue `k`. */
  readonly vectors: Float64Array;
}

/** Each sweep roughly squares what is off the diagonal, so few are ever needed. */
const MOST_SWEEPS = 60;

/**
 * Finds the eigenvalues and eigenvectors of a symmetric matrix by Jacobi's method: one plane rotation after the other
 * makes an entry off the diagonal 0, row by row, until none is left.
 *
 * Time grows with the cube of the size.
 *
 * @param matrix The matrix, `[n, n]`; only its symmetric part counts. It is not changed.
 * @param n Its size.
 * @see Golub and Van Loan, "Matrix Computations", 2013, section 8.5
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const a = Float64Array.from(matrix, (entry, e) => (entry + matrix[e % n * n + Math.floor(e / n)]!) / 2);
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  const whole = a.reduce((sum, entry) => sum + entry * entry, 0);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p * n + q]! ** 2;
    // Below a rounding error of the largest eigenvalue.
    if (off <= whole * 2 ** -106) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const entry = a[p * n + q]!;
        // Too small to change either of the two on the diagonal.
        if (Math.abs(entry) <= Math.sqrt(whole) * 2 ** -60) continue;
        const cotangent = (a[q * n + q]! - a[p * n + p]!) / (2 * entry);
        const t = (cotangent < 0 ? -1 : 1) / (Math.abs(cotangent) + Math.hypot(1, cotangent));
        const c = 1 / Math.hypot(1, t);
        rotateRows(a, n, p, q, c, t * c);
        rotateColumns(a, n, p, q, c, t * c);
        rotateRows(vectors, n, p, q, c, t * c);
      }
    }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), vectors };
}

function rotateRows(a: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0, i = p * n, j = q * n; k < n; k++, i++, j++) {
    const [x, y] = [a[i]!, a[j]!];
    a[i] = c * x - s * y;
    a[j] = s * x + c * y;
  }
}

function rotateColumns(a: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let i = p, j = q; i < n * n; i += n, j += n) {
    const [x, y] = [a[i]!, a[j]!];
    a[i] = c * x - s * y;
    a[j] = s * x + c * y;
  }
}

/**
 * The root of a symmetric matrix without negative eigenvalues, which itself is one; those that rounding made negative
 * count as 0.
 *
 * @param matrix The matrix, `[n, n]`.
 * @param n Its size.
 * @returns The `R` with `R·R` equal to the matrix.
 */
export function symmetricRoot(matrix: Float64Array, n: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, n);
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const root = Math.sqrt(Math.max(0, values[k]!));
    for (let i = 0; i < n; i++) {
      const factor = root * vectors[k * n + i]!;
      for (let j = 0; j < n; j++) out[i * n + j]! += factor * vectors[k * n + j]!;
    }
  }
  return out;
}

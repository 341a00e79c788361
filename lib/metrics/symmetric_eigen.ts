/** The eigenvalues and eigenvectors of a symmetric matrix `A = VᵀΛV`. */
export interface SymmetricEigen {
  /** The eigenvalues, in no order. */
  readonly values: Float64Array;
  /** Orthonormal eigenvectors: row `k` belongs to eigenvalue `k`. */
  readonly vectors: Float64Array;
}

/** A symmetric matrix that only differs from 0 on its diagonal and beside it. */
interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entry `k` is that of row `k` and column `k + 1`; the last is not used. */
  readonly beside: Float64Array;
}

/**
 * Makes a symmetric matrix tridiagonal by reflections, `A ← HAH` with `H = 1 − 2uuᵀ`, each of which clears a column.
 *
 * @param a The matrix, `[n, n]`, which is overwritten: the `u` of column `k` is left in row `k`, behind the diagonal.
 * @param n Its size.
 */
function tridiagonalize(a: Float64Array, n: number): Tridiagonal {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const u = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    const first = k + 1;
    let square = 0;
    for (let i = first; i < n; i++) square += a[k * n + i]! ** 2;
    const head = a[k * n + first]!;
    // The sign that does not let digits of the head cancel.
    const image = head > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    diagonal[k] = a[k * n + k]!;
    beside[k] = image;
    const length = Math.sqrt(Math.max(0, 2 * (square - head * image)));
    for (let i = first; i < n; i++) {
      u[i] = length === 0 ? 0 : (a[k * n + i]! - (i === first ? image : 0)) / length;
      a[k * n + i] = u[i]!;
    }
    // A − 2u(uᵀA) − 2(Au)uᵀ + 4u(uᵀAu)uᵀ = A − uwᵀ − wuᵀ with w = 2(Au − (uᵀAu)u)
    let weight = 0;
    for (let i = first; i < n; i++) {
      let sum = 0;
      for (let j = first; j < n; j++) sum += a[i * n + j]! * u[j]!;
      w[i] = 2 * sum;
      weight += sum * u[i]!;
    }
    for (let i = first; i < n; i++) w[i]! -= 2 * weight * u[i]!;
    for (let i = first; i < n; i++) {
      const [ui, wi] = [u[i]!, w[i]!];
      for (let j = first; j < n; j++) a[i * n + j]! -= ui * w[j]! + wi * u[j]!;
    }
  }
  diagonal[n - 1] = a[n * n - 1]!;
  return { diagonal, beside };
}

/** The product of the reflections that {@linkcode tridiagonalize} left, the last one first: the basis, in rows. */
function basisOf(a: Float64Array, n: number): Float64Array {
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  for (let k = n - 2; k >= 0; k--) {
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += rows[i * n + j]! * a[k * n + j]!;
      for (let j = k + 1; j < n; j++) rows[i * n + j]! -= 2 * sum * a[k * n + j]!;
    }
  }
  return rows;
}

/** A shifted matrix needs two or three steps for an eigenvalue; nobody has seen one that needs so many. */
const MOST_STEPS = 100;

/**
 * Makes a tridiagonal matrix diagonal by steps of the QR method with Wilkinson's shifts, each a chase of plane
 * rotations down the diagonal.
 *
 * @param matrix The matrix, which is overwritten; its diagonal becomes the eigenvalues.
 * @param rotate Is told every rotation of rows `k` and `k + 1` by `[[c, s], [−s, c]]`.
 */
function diagonalize(
  { diagonal: d, beside: e }: Tridiagonal,
  rotate: (k: number, c: number, s: number) => void,
): void {
  const n = d.length;
  const norm = Math.max(largest(d), largest(e));
  const isSmall = (k: number): boolean => Math.abs(e[k]!) <= norm * Number.EPSILON;
  let steps = 0;
  for (let last = n - 1; last > 0;) {
    if (isSmall(last - 1) || ++steps > MOST_STEPS) {
      last--;
      steps = 0;
      continue;
    }
    let first = last - 1;
    while (first > 0 && !isSmall(first - 1)) first--;
    // The eigenvalue of the last two rows that is nearer to the last entry.
    const half = (d[last - 1]! - d[last]!) / 2;
    const off = e[last - 1]!;
    const shift = d[last]! - off * off / (half + (half < 0 ? -1 : 1) * Math.hypot(half, off));
    let [x, z] = [d[first]! - shift, e[first]!];
    for (let k = first; k < last; k++) {
      const r = Math.hypot(x, z);
      const [c, s] = r === 0 ? [1, 0] : [x / r, z / r];
      if (k > first) e[k - 1] = r;
      const [a, b, h] = [d[k]!, e[k]!, d[k + 1]!];
      d[k] = c * c * a + 2 * c * s * b + s * s * h;
      d[k + 1] = s * s * a - 2 * c * s * b + c * c * h;
      x = e[k] = c * s * (h - a) + (c * c - s * s) * b;
      if (k + 1 < last) {
        z = s * e[k + 1]!;
        e[k + 1]! *= c;
      }
      rotate(k, c, s);
    }
  }
}

/** The largest absolute value. */
function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** The part of a matrix that transposing does not change. */
function evenPart(matrix: Float64Array, n: number): Float64Array {
  return Float64Array.from(matrix, (entry, e) => (entry + matrix[e % n * n + Math.floor(e / n)]!) / 2);
}

/**
 * Finds the eigenvalues of a symmetric matrix; time grows with the cube of its size.
 *
 * @param matrix The matrix, `[n, n]`, of which only the symmetric part counts. It is not changed.
 * @param n Its size.
 * @see Golub and Van Loan, "Matrix Computations", 2013, section 8.3
 */
export function symmetricEigenvalues(matrix: Float64Array, n: number): Float64Array {
  const tridiagonal = tridiagonalize(evenPart(matrix, n), n);
  diagonalize(tridiagonal, () => {});
  return tridiagonal.diagonal;
}

/**
 * Finds the eigenvectors too, in about five times the time.
 *
 * @param matrix The matrix, `[n, n]`, of which only the symmetric part counts. It is not changed.
 * @param n Its size.
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const a = evenPart(matrix, n);
  const tridiagonal = tridiagonalize(a, n);
  const vectors = basisOf(a, n);
  diagonalize(tridiagonal, (k, c, s) => {
    for (let i = k * n, j = i + n, end = j; i < end; i++, j++) {
      const [x, y] = [vectors[i]!, vectors[j]!];
      vectors[i] = c * x + s * y;
      vectors[j] = c * y - s * x;
    }
  });
  return { values: tridiagonal.diagonal, vectors };
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

import { symmetricEigen, symmetricEigenvalues, symmetricRoot } from "../../lib/metrics/symmetric_eigen.ts";
import { assertAllClose, assertClose, assertEquals } from "../support/assert.ts";
import { normals } from "../support/draws.ts";

/** `A·B` of square matrices. */
function product(a: ArrayLike<number>, b: ArrayLike<number>, n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, e) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[Math.floor(e / n) * n + k]! * b[k * n + e % n]!;
    return sum;
  });
}

const transposed = (a: Float64Array, n: number): Float64Array =>
  a.map((_, e) => a[e % n * n + Math.floor(e / n)]!);

/** `MMᵀ` of random numbers, `[n, n]` of a rank. */
function gram(n: number, rank: number): Float64Array {
  const factors = normals(n * n, `gram ${n}`).map((x, e) => e % n < rank ? x : 0);
  return product(factors, transposed(factors, n), n);
}

Deno.test("a matrix of two rows has the eigenvalues of the closed form", () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
  assertAllClose([...values].sort(), [1, 3], 1e-15);
  assertAllClose(vectors.map(Math.abs), [1, 1, 1, 1].map((x) => x / Math.SQRT2), 1e-15);
  assertEquals([...symmetricEigen(Float64Array.of(5), 1).values], [5]);
  assertEquals([...symmetricEigen(new Float64Array(9), 3).values], [0, 0, 0]);
});

for (const [n, rank] of [[2, 2], [7, 7], [7, 3], [20, 20], [60, 40]] as const) {
  Deno.test(`a matrix of ${n} rows and rank ${rank} is put together again, and so is its root`, () => {
    const matrix = gram(n, rank);
    const size = Math.max(...matrix.map(Math.abs));
    const { values, vectors } = symmetricEigen(matrix, n);
    const identity = Float64Array.from({ length: n * n }, (_, e) => e % (n + 1) === 0 ? 1 : 0);
    // Double precision, and a few hundred rotations.
    assertAllClose(product(vectors, transposed(vectors, n), n), identity, 1e-13);
    const scaled = vectors.map((entry, e) => entry * values[Math.floor(e / n)]!);
    assertAllClose(product(transposed(vectors, n), scaled, n), matrix, 1e-13 * size);
    const root = symmetricRoot(matrix, n);
    // Eigenvalues that are 0 are so up to rounding, and their roots are larger than they; squared they are not.
    assertAllClose(product(root, root, n), matrix, 1e-13 * size);
    assertAllClose(root, transposed(root, n), 1e-14 * size);
    assertEquals(values.filter((value) => value > 1e-10 * size).length, rank);
    assertEquals(symmetricEigenvalues(matrix, n), values);
  });
}

Deno.test("the second difference has the eigenvalues of the closed form, equal ones among others too", () => {
  const n = 30;
  const second = Float64Array.from({ length: n * n }, (_, e) => {
    const distance = Math.abs(Math.floor(e / n) - e % n);
    return distance === 0 ? 2 : distance === 1 ? -1 : 0;
  });
  const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos((k + 1) * Math.PI / (n + 1)));
  // Double precision, and a hundred or so rotations.
  assertAllClose(symmetricEigenvalues(second, n).sort(), expected, 1e-13);
  // On a ring all but two come in pairs.
  const ring = second.map((entry, e) => e === n - 1 || e === n * (n - 1) ? -1 : entry);
  const pairs = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(2 * Math.PI * k / n)).sort((a, b) =>
    a - b
  );
  assertAllClose(symmetricEigenvalues(ring, n).sort(), pairs, 1e-13);
  const { vectors } = symmetricEigen(ring, n);
  const identity = Float64Array.from({ length: n * n }, (_, e) => e % (n + 1) === 0 ? 1 : 0);
  assertAllClose(product(vectors, transposed(vectors, n), n), identity, 1e-13);
});

Deno.test("eigenvalues sum up to the trace, and their squares to that of the square", () => {
  const n = 12;
  const matrix = Float64Array.from(normals(n * n, "any"));
  const even = matrix.map((entry, e) => (entry + transposed(matrix, n)[e]!) / 2);
  const { values } = symmetricEigen(even, n);
  const sum = (terms: Float64Array): number => terms.reduce((total, term) => total + term, 0);
  assertClose(sum(values), sum(even.filter((_, e) => e % (n + 1) === 0)), 1e-13);
  assertClose(sum(values.map((x) => x * x)), sum(even.map((x) => x * x)), 1e-12);
  // Only the symmetric part counts.
  assertAllClose(symmetricEigen(matrix, n).values, values, 1e-13);
});

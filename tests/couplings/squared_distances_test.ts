import { squaredDistances } from "../../lib/couplings/squared_distances.ts";
import { assertAllClose, assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";

/** The same, difference by difference. */
function direct(a: Float32Array, b: Float32Array, size: number): number[] {
  const count = a.length / size;
  return Array.from({ length: count ** 2 }, (_, pair) => {
    const [i, j] = [Math.floor(pair / count), pair % count];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (a[i * size + k]! - b[j * size + k]!) ** 2;
    return sum;
  });
}

/** Sizes of rows and numbers of rows, odd and even, in turns, so that memory is used again. */
const SHAPES = [[1, 1], [2, 1], [3, 2], [7, 3], [130, 3], [129, 2], [9, 784], [5, 785], [128, 2], [
  257,
  5,
]] as const;

Deno.test("squared distances are the sums of squared differences", () => {
  for (const [count, size] of SHAPES) {
    const [a, b] = [normals32(count * size, "a"), normals32(count * size, "b")];
    const found = squaredDistances(a, b, size);
    // Sums of `size` products of about 1, in another order: each of them rounds by 1e-16 of the sum.
    direct(a, b, size).forEach((expected, k) =>
      assertClose(found[k]!, expected, 1e-15 * size ** 1.5 + 1e-14)
    );
  }
});

Deno.test("squared distances far from the origin lose no more than the rounding of the norms", () => {
  const shifted = (purpose: string) => normals32(60, purpose).map((value) => value + 1000);
  const [a, b] = [shifted("a"), shifted("b")];
  const found = squaredDistances(a, b, 3);
  // The norms are 3e6, of which a double keeps 4.7e-10; a few roundings each.
  assertAllClose(found, direct(a, b, 3), 3e-9);
});

Deno.test("squared distances are never negative, and 0 from a point to itself but for rounding", () => {
  const rows = normals32(50 * 784, "a").map((value) => value + 3);
  const found = squaredDistances(rows, rows, 784);
  assertTrue(found.every((distance) => distance >= 0));
  // Norms of 8000 round to 1e-12, in sums of 784.
  for (let i = 0; i < 50; i++) assertClose(found[i * 50 + i]!, 0, 1e-10);
});

Deno.test("squared distances of a pair have the same bits in any company", () => {
  const [a, b] = [normals32(300 * 7, "a"), normals32(300 * 7, "b")];
  const all = squaredDistances(a, b, 7);
  const some = squaredDistances(a.subarray(7 * 145, 7 * 150), b.subarray(7 * 201, 7 * 206), 7);
  for (let i = 0; i < 5; i++) {
    const row = (145 + i) * 300 + 201;
    assertEquals(some.subarray(5 * i, 5 * (i + 1)), all.subarray(row, row + 5));
  }
});

Deno.test("squared distances that are no numbers stay so, and do not stay behind", () => {
  const rows = normals32(8, "a");
  assertTrue(squaredDistances(rows.map(() => NaN), rows, 2).every(Number.isNaN));
  assertTrue(squaredDistances(rows, rows, 2).every(Number.isFinite));
});

import {
  frechetComparison,
  gaussianDistance,
  type Moments,
  momentsOf,
} from "../../lib/metrics/frechet_distance.ts";
import { assertAllClose, assertClose, assertTrue } from "../support/assert.ts";
import { normals, normals32 } from "../support/draws.ts";

/** A Gaussian of independent coordinates. */
function diagonal(mean: readonly number[], variances: readonly number[]): Moments {
  const n = mean.length;
  const covariance = new Float64Array(n * n);
  variances.forEach((variance, i) => covariance[i * n + i] = variance);
  return { mean: Float64Array.from(mean), covariance };
}

/** The same seen from other axes: `QΣQᵀ`, with a rotation `Q = 1 − 2uuᵀ` (a reflection). */
function turned({ mean, covariance }: Moments): Moments {
  const n = mean.length;
  const raw = normals(n, "axis");
  const length = Math.hypot(...raw);
  const u = raw.map((x) => x / length);
  const q = Float64Array.from(
    { length: n * n },
    (_, e) => (e % (n + 1) === 0 ? 1 : 0) - 2 * u[Math.floor(e / n)]! * u[e % n]!,
  );
  const at = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < n; k++) {
      for (let l = 0; l < n; l++) sum += q[i * n + k]! * covariance[k * n + l]! * q[j * n + l]!;
    }
    return sum;
  };
  return {
    mean: Float64Array.from(mean, (_, i) => mean.reduce((sum, m, k) => sum + q[i * n + k]! * m, 0)),
    covariance: Float64Array.from({ length: n * n }, (_, e) => at(Math.floor(e / n), e % n)),
  };
}

const wide = diagonal([1, 2, 3, 4], [4, 9, 1, 0.25]);
const narrow = diagonal([1, 2, 3, 4], [1, 4, 16, 1]);

// All numbers are of order 10, in double precision.
const EXACT = 1e-13;

Deno.test("the distance of a Gaussian from itself is 0, and from a shifted one the square of the shift", () => {
  const around = turned(wide);
  assertClose(gaussianDistance(around, around), 0, EXACT);
  const mean = around.mean.map((entry, i) => entry + [3, 0, 0, 4][i]!);
  assertClose(gaussianDistance(around, { ...around, mean }), 25, 10 * EXACT);
});

Deno.test("for independent coordinates it is the sum of the squared differences of means and spreads", () => {
  const shifted = { ...narrow, mean: Float64Array.of(1, 2, 3, 6) };
  // (2 − 1)² + (3 − 2)² + (1 − 4)² + (½ − 1)², and 2² for the means.
  assertClose(gaussianDistance(wide, narrow), 11.25, EXACT);
  assertClose(gaussianDistance(wide, shifted), 15.25, EXACT);
  // Seen from any axes: such covariances commute.
  assertClose(gaussianDistance(turned(wide), turned(shifted)), 15.25, 10 * EXACT);
});

Deno.test("for covariances that do not commute it is the closed form of two dimensions", () => {
  const a = { mean: new Float64Array(2), covariance: Float64Array.of(2, 0.5, 0.5, 1) };
  const b = { mean: new Float64Array(2), covariance: Float64Array.of(1, -0.8, -0.8, 3) };
  // tr √M of two rows is √(tr M + 2√det M), here M = ΣaΣb: tr = 2 − 0.4 − 0.4 + 3, det = 1.75·2.36.
  const root = Math.sqrt(4.2 + 2 * Math.sqrt(1.75 * 2.36));
  assertClose(gaussianDistance(a, b), 3 + 4 - 2 * root, EXACT);
  assertClose(gaussianDistance(b, a), 3 + 4 - 2 * root, EXACT);
});

Deno.test("a Gaussian without width in some directions has a distance too", () => {
  const flat = turned(diagonal([1, 2, 3, 4], [4, 0, 0, 0.25]));
  // Roots of eigenvalues that are 0 up to rounding in double precision.
  assertClose(gaussianDistance(flat, turned(wide)), 9 + 1, 1e-6);
  assertClose(gaussianDistance(flat, flat), 0, 1e-6);
});

Deno.test("the moments of rows are those found by hand", () => {
  const { mean, covariance } = momentsOf(Float32Array.of(1, 2, 3, 6, 5, 1), 2);
  assertAllClose(mean, [3, 3], 1e-15);
  assertAllClose(covariance, [4, -1, -1, 7], 1e-15);
});

Deno.test("the distance of draws tends to that of their laws, and is biased upwards by the size of the sets", () => {
  const between = (count: number, purpose: string): number => {
    const x = normals32(3 * count, `x ${purpose}`);
    const y = normals32(3 * count, `y ${purpose}`).map((entry) => 1 + 2 * entry);
    return frechetComparison.between(x, y, 3).value;
  };
  // 3·(1² + 1²); the mean and the spread of a coordinate are off by √5/√n and √5/√(2n), which makes about ±0.15.
  assertClose(between(4000, "many"), 6, 0.6);
  const equal = (count: number): number => {
    let sum = 0;
    for (let k = 0; k < 20; k++) {
      sum +=
        frechetComparison.between(normals32(3 * count, `a ${k}`), normals32(3 * count, `b ${k}`), 3).value;
    }
    return sum / 20;
  };
  // Of equal laws it falls like 1/n.
  const ratio = equal(50) / equal(200);
  assertTrue(ratio > 2.5 && ratio < 6, `${ratio}`);
});

import type { Mixture } from "../../lib/datasets/dataset.ts";
import type { DifferentiableField } from "../../lib/sampling/differentiable_field.ts";
import { solvers } from "../../lib/solvers/mod.ts";
import { assertAllClose, assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { kolmogorovSmirnov } from "../support/statistics.ts";
import { exactField, likelihoods, straight, usual } from "./likelihoods.ts";

const euler = solvers["euler"]!.create(solvers["euler"]!.options.parse({ steps: 4 }));

const SPREAD = 0.5;
const three = Float64Array.of(0.2, 1.3, -0.4, 2, 1, 0.5);

/** One round Gaussian. */
function gaussian(size: number): Mixture {
  return { weights: [1], means: [Array<number>(size).fill(1)], spreads: [SPREAD] };
}

const crowd: Mixture = {
  weights: [0.2, 0.5, 0.3],
  means: ["a", "b", "c"].map((name) => [...normals(4, name).map((x) => 1.5 * x)]),
  spreads: [0.5, 0.8, 0.6],
};

Deno.test("Hutchinson's estimates are within their standard errors of the exact density", async () => {
  const samples = 200;
  const x1 = normals(4 * samples, "x1").map((x, e) => crowd.means[Math.floor(e / 4) % 3]![e % 4]! + 0.6 * x);
  const field = exactField(straight, crowd);
  const exact = await likelihoods(field, x1, samples, { solver: usual });
  const options = { divergence: "hutchinson", probes: 8, solver: usual } as const;
  const { values, standardErrors } = await likelihoods(field, x1, samples, options);
  const errors = values.map((value, i) => value - exact.values[i]!);
  // 90 of 100 for the t distribution with 7 degrees of freedom; the estimates are few and skewed, not normal.
  const covered = errors.filter((error, i) => Math.abs(error) <= 1.895 * standardErrors![i]!).length;
  assertTrue(covered >= 0.8 * samples && covered <= 0.97 * samples, `${covered} of ${samples} are covered`);
  // Four standard errors of the mean over samples.
  const mean = errors.reduce((sum, error) => sum + error, 0) / samples;
  const ofMean = Math.sqrt(standardErrors!.reduce((sum, error) => sum + error ** 2, 0)) / samples;
  assertClose(mean, 0, 4 * ofMean);
  assertTrue(ofMean < 0.05, `${ofMean}`);
});

Deno.test("Rademacher's probes are exact for a round Gaussian, whose Jacobian is diagonal", async () => {
  const field = exactField(straight, gaussian(3));
  const exact = await likelihoods(field, three, 2);
  const found = await likelihoods(field, three, 2, { divergence: "hutchinson", probes: 4 });
  assertEquals(found.estimates.length, 8);
  assertAllClose(found.values, exact.values, 1e-6);
  assertAllClose(found.standardErrors!, [0, 0], 1e-7);
});

Deno.test("the estimates of Gaussian probes for a round Gaussian have the law of χ²", async () => {
  const samples = 500;
  const x1 = new Float64Array(2 * samples);
  const field = exactField(straight, gaussian(2));
  const options = { divergence: "hutchinson", probes: 3, probeLaw: "gaussian", solver: usual } as const;
  const { estimates, x0 } = await likelihoods(field, x1, samples, options);
  // ∫∇·v dt is estimated as ‖p‖²·ln S, and half of a χ² number with 2 degrees of freedom is exponential.
  const squares = estimates.map((estimate, i) => {
    const [a, b] = x0.subarray(2 * Math.floor(i / 3), 2 * Math.floor(i / 3) + 2);
    return -(estimate + (a! ** 2 + b! ** 2) / 2 + Math.log(2 * Math.PI)) / Math.log(SPREAD);
  });
  // Exceeded once in a million seeds.
  assertTrue(kolmogorovSmirnov(squares, (x) => 1 - Math.exp(-Math.max(x, 0) / 2)) < 2.65);
});

/** The field `v = A·x`, whose Jacobian is neither diagonal nor symmetric. */
const MATRIX = [[0.5, 1, -0.3], [-0.2, 0.1, 0.8], [0.4, 0.6, -0.7]];
const linearField: DifferentiableField = (x, _, probes) => {
  const product = (a: Float64Array) =>
    a.map((_, e) => MATRIX[e % 3]!.reduce((sum, entry, j) => sum + entry * a[e - e % 3 + j]!, 0));
  const form = (p: Float64Array) => {
    const products = product(p);
    return Float64Array.from(
      { length: p.length / 3 },
      (_, i) => [0, 1, 2].reduce((sum, j) => sum + p[3 * i + j]! * products[3 * i + j]!, 0),
    );
  };
  return Promise.resolve({ velocity: product(x), slopes: Array.from(probes, form) });
};

for (const law of ["rademacher", "gaussian"] as const) {
  Deno.test(`the variance of estimates from ${law} probes is the one that is stated`, async () => {
    const [samples, probes] = [400, 10];
    const options = { divergence: "hutchinson", probes, probeLaw: law, solver: usual } as const;
    const x1 = normals(3 * samples, "x1");
    const { estimates } = await likelihoods(linearField, x1, samples, options);
    const { values } = await likelihoods(linearField, x1, samples, { solver: usual });
    const errors = estimates.map((estimate, i) => estimate - values[Math.floor(i / probes)]!);
    let variance = 0;
    MATRIX.forEach((row, i) =>
      row.forEach((entry, j) => {
        if (law === "gaussian" || i !== j) variance += 2 * ((entry + MATRIX[j]![i]!) / 2) ** 2;
      })
    );
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const found = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
    // 4000 estimates: five standard errors, for numbers whose fourth moment is up to 15 times the variance squared.
    assertClose(mean, 0, 5 * Math.sqrt(variance / 4000));
    assertClose(found / variance, 1, 5 * Math.sqrt(14 / 4000));
  });
}

Deno.test("a sample's probes are its own: other samples, more probes or other portions do not change them", async () => {
  const x1 = normals(3 * 6, "x1");
  const options = { divergence: "hutchinson", probes: 2, solver: usual } as const;
  const { estimates } = await likelihoods(linearField, x1, 6, options);
  const tail = await likelihoods(linearField, x1.subarray(3 * 4), 2, { ...options, first: 4 });
  assertEquals(tail.estimates, estimates.slice(2 * 4));
  const more = await likelihoods(linearField, x1, 6, {
    ...options,
    probes: 3,
    solver: euler,
  });
  const fewer = await likelihoods(linearField, x1, 6, { ...options, solver: euler });
  assertEquals(fewer.estimates, more.estimates.filter((_, k) => k % 3 < 2));
  const reseeded = await likelihoods(linearField, x1, 6, { ...options, seed: 1 });
  assertTrue(reseeded.estimates.some((estimate, i) => estimate !== estimates[i]));
});

/** The 95 % point of Student's t distribution, from tables: so much of it is within plus and minus that 90 % are. */
const T_QUANTILES = [[4, 2.353], [16, 1.753]] as const;

for (const [probes, quantile] of T_QUANTILES) {
  Deno.test(`the error bars of ${probes} probes cover the exact density 9 times of 10, with any seed`, async () => {
    const [size, samples, seeds] = [16, 100, 10];
    const entries = normals(size * size, "matrix").map((x) => 0.3 * x);
    // Estimates are quadratic forms of sixteen random signs, close to normal; their symmetric part is what counts.
    const field: DifferentiableField = (x, _, probes) => {
      const product = (a: Float64Array) =>
        a.map((_, e) => {
          const [row, start] = [e % size, e - e % size];
          let sum = 0;
          for (let j = 0; j < size; j++) sum += entries[row * size + j]! * a[start + j]!;
          return sum;
        });
      const slopes = Array.from(probes, (probe) => {
        const products = product(probe);
        const sums = new Float64Array(probe.length / size);
        probe.forEach((entry, e) => sums[Math.floor(e / size)]! += entry * products[e]!);
        return sums;
      });
      return Promise.resolve({ velocity: product(x), slopes });
    };
    const x1 = normals(size * samples, "x1");
    const exact = await likelihoods(field, x1, samples, { solver: euler });
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const options = { divergence: "hutchinson", probes, solver: euler, seed } as const;
      const { values, standardErrors } = await likelihoods(field, x1, samples, options);
      values.forEach((value, i) => {
        if (Math.abs(value - exact.values[i]!) <= quantile * standardErrors![i]!) covered++;
      });
    }
    // Four standard errors of a binomial share, √(0.9·0.1/1000) = 0.0095.
    assertClose(covered / (samples * seeds), 0.9, 0.038);
  });
}

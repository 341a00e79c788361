import { assign } from "../../lib/couplings/assignment.ts";
import { Scaling } from "../../lib/couplings/scaling.ts";
import { sinkhorn } from "../../lib/couplings/sinkhorn.ts";
import { spreadOf } from "../../lib/couplings/spread.ts";
import { permutation } from "../../lib/random/permutation.ts";
import { Stream } from "../../lib/random/stream.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { type Costs, costsOf, totalOf } from "./costs.ts";

/** Sums of the columns of a plan. */
function columnSums(masses: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  masses.forEach((mass, k) => sums[k % count]! += mass);
  return sums;
}

/** Sums of the rows of a plan. */
function rowSums(masses: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  masses.forEach((mass, k) => sums[Math.floor(k / count)]! += mass);
  return sums;
}

/** What the pairs cost on average. */
function meanCost(cost: Float64Array, masses: Float64Array): number {
  return cost.reduce((sum, entry, k) => sum + entry * masses[k]!, 0);
}

const planes = (count: number): Costs => costsOf(count)[1]!;

Deno.test("the plan between two points and two has its closed form", () => {
  const draws = new Stream({ seed: 0, purpose: "two points" });
  for (let trial = 0; trial < 50; trial++) {
    const [a, b, c, d] = [draws.uniform(), draws.uniform(), draws.uniform(), draws.uniform()];
    const regularization = 0.02 + draws.uniform();
    const { masses } = sinkhorn(Float64Array.of(a, b, c, d), 2, { regularization, tolerance: 1e-14 });
    // P₁₁·P₂₂/(P₁₂·P₂₁) = exp(−(a + d − b − c)/ε), and the marginals leave one number free.
    const odds = Math.exp((b + c - a - d) / (2 * regularization));
    const kept = 0.5 * odds / (1 + odds);
    // The mass in the wrong column is within 1e-14; scaling rows and columns rounds a few times more.
    assertAllClose(masses, [kept, 0.5 - kept, 0.5 - kept, kept], 3e-14);
  }
});

// The last one's plan is so nearly a permutation that the iteration hardly moves.
for (const costs of costsOf(40).slice(0, -1)) {
  Deno.test(`a plan has its marginals and the entropic form, for ${costs.name}`, () => {
    const { cost, count } = costs;
    const regularization = 0.2 * spreadOf(cost, count);
    const { masses, marginalError } = sinkhorn(cost, count, { regularization, tolerance: 1e-9 });
    assertTrue(masses.every((mass) => mass >= 0) && marginalError <= 1e-9);
    // Rows are scaled last: what is left is rounding.
    assertAllClose(rowSums(masses, count), new Float64Array(count).fill(1 / count), 1e-16 * count);
    const misplaced = columnSums(masses, count).reduce((sum, mass) => sum + Math.abs(mass - 1 / count), 0) /
      2;
    assertClose(misplaced, marginalError, 1e-14);
    // ln P_ij + c_ij/ε = (f_i + g_j)/ε: the 2×2 minors of this matrix vanish, but for the rounding of c/ε.
    const sums = masses.map((mass, k) => Math.log(mass) + cost[k]! / regularization);
    const scale = sums.reduce((most, sum) => Math.max(most, Math.abs(sum)), 1);
    for (let i = 1; i < count; i++) {
      for (let j = 1; j < count; j++) {
        const minor = sums[i * count + j]! - sums[i * count]! - sums[j]! + sums[0]!;
        // Masses below e^−300 are dropped.
        if (Number.isFinite(minor)) assertClose(minor, 0, 1e-14 * scale);
      }
    }
  });
}

Deno.test("the plan tends to the optimal assignment as the regularization goes to 0", () => {
  const costs = planes(25);
  const { cost, count } = costs;
  const { columns } = assign(cost, count);
  const least = totalOf(costs, columns) / count;
  let before = 0;
  for (const share of [0.1, 0.03, 0.01, 0.003, 0.001]) {
    const regularization = share * spreadOf(cost, count);
    const { masses } = sinkhorn(cost, count, { regularization, tolerance: 1e-4 });
    // The entropies of two plans differ by at most ln n, so a plan pays at most ε·ln n for its own. Mass in the
    // wrong column, up to 1e-4, changes the mean by at most 1e-4 of the greatest cost, which is below 40.
    assertClose(meanCost(cost, masses), least, regularization * Math.log(count) + 4e-3, `at ${share}:`);
    const optimal = columns.reduce((sum, column, row) => sum + masses[row * count + column]!, 0);
    assertTrue(optimal > before, `${optimal} of the mass is on optimal pairs at ${share}, ${before} before`);
    before = optimal;
  }
  assertTrue(before > 0.95);
});

Deno.test("the plan tends to independence as the regularization grows", () => {
  const { cost, count } = planes(30);
  const { masses } = sinkhorn(cost, count, { regularization: 1e6, tolerance: 1e-12 });
  // The plan differs by the factor 1 − c/ε, c being up to 40.
  assertAllClose(masses, new Float64Array(count ** 2).fill(count ** -2), 4e-5 * count ** -2);
});

Deno.test("a plan costs more the more it is regularized", () => {
  const { cost, count } = planes(30);
  const means = [0.03, 0.1, 1, 10].map((share) => {
    const regularization = share * spreadOf(cost, count);
    return meanCost(cost, sinkhorn(cost, count, { regularization, tolerance: 1e-5 }).masses);
  });
  assertTrue(means.every((mean, i) => i === 0 || mean > means[i - 1]!));
});

Deno.test("a plan follows its rows and columns when they change places", () => {
  const { cost, count } = planes(30);
  const draws = new Stream({ seed: 0, purpose: "order" });
  const [rows, columns] = [permutation(count, draws), permutation(count, draws)];
  const place = (k: number) => rows[Math.floor(k / count)]! * count + columns[k % count]!;
  const options = { regularization: 0.1 * spreadOf(cost, count), tolerance: 1e-12 };
  const expected = sinkhorn(cost, count, options).masses;
  const found = sinkhorn(cost.map((_, k) => cost[place(k)]!), count, options).masses;
  // Both have converged to 1e-12 of the mass, from prices that may differ.
  assertAllClose(found, found.map((_, k) => expected[place(k)]!), 1e-11);
});

Deno.test("a plan does not depend on what is added to a row or a column of the costs", () => {
  const { cost, count } = planes(30);
  const options = { regularization: 0.1 * spreadOf(cost, count), tolerance: 1e-12 };
  const shifted = cost.map((entry, k) => entry + Math.floor(k / count) + 5 * (k % count));
  // Both have converged to 1e-12 of the mass.
  assertAllClose(
    sinkhorn(shifted, count, options).masses,
    sinkhorn(cost, count, options).masses,
    1e-11,
  );
});

Deno.test("scalings that would overflow are moved to the potentials", () => {
  const { cost, count } = planes(40);
  const regularization = 0.1 * spreadOf(cost, count);
  // Columns with the right sums, and rows that have to be scaled by up to e^200 = 1e86.
  const rows = Float64Array.from({ length: count }, (_, i) => 5 * i * regularization);
  const columns = Float64Array.from(rows, (_, j) => {
    const exponents = Array.from(rows, (row, i) => (row - cost[i * count + j]!) / regularization);
    const greatest = Math.max(...exponents);
    const sum = exponents.reduce((total, exponent) => total + Math.exp(exponent - greatest), 0);
    return -regularization * (greatest + Math.log(count * sum));
  });
  const scaling = new Scaling(cost, { rows, columns }, regularization);
  const before = rows.slice();
  let error = scaling.scaleRows();
  for (let i = 0; i < 1000 && !(error <= 1e-10); i++) {
    scaling.scaleColumns();
    error = scaling.scaleRows();
  }
  assertTrue(rows.some((row, i) => row !== before[i]!), "nothing was moved");
  // Both have converged to 1e-10 of the mass.
  assertAllClose(scaling.masses(), sinkhorn(cost, count, { regularization, tolerance: 1e-10 }).masses, 1e-9);
});

Deno.test("one row goes to one column", () => {
  assertEquals([...sinkhorn(Float64Array.of(3), 1, { regularization: 0.1 }).masses], [1]);
});

Deno.test("a plan that has not converged is an error that says what helps", async () => {
  const { cost, count } = planes(40);
  const options = { regularization: 1e-3 * spreadOf(cost, count), tolerance: 1e-12, maximumIterations: 10 };
  const error = await assertFails(() => sinkhorn(cost, count, options), "raise the regularization");
  assertTrue(error.message.includes("after 10 iterations") && error.message.includes("sigma"));
});

Deno.test("costs that are not finite have no plan", async () => {
  await assertFails(() => sinkhorn(Float64Array.of(1, 2, NaN, 4), 2, { regularization: 1 }), "not finite");
});

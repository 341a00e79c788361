import { munkres } from "munkres";
import { assign } from "../../lib/couplings/assignment.ts";
import { squaredDistances } from "../../lib/couplings/squared_distances.ts";
import { permutation } from "../../lib/random/permutation.ts";
import { Stream } from "../../lib/random/stream.ts";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { isPermutation } from "./batches.ts";
import { type Costs, costsOf, totalOf } from "./costs.ts";

/** The least total over all permutations of the columns that are left, for the rows from `row` on. */
function leastTotal({ cost, count }: Costs, row = 0, used = 0): number {
  if (row === count) return 0;
  let least = Infinity;
  for (let column = 0; column < count; column++) {
    if (used & 1 << column) continue;
    const rest = leastTotal({ name: "", cost, count }, row + 1, used | 1 << column);
    least = Math.min(least, cost[row * count + column]! + rest);
  }
  return least;
}

function greatest({ cost }: Costs): number {
  return cost.reduce((most, entry) => Math.max(most, entry), 0);
}

Deno.test("an assignment costs as little as the best of all permutations", () => {
  for (let count = 1; count <= 7; count++) {
    for (const costs of costsOf(count)) {
      const { columns } = assign(costs.cost, count);
      assertTrue(isPermutation(columns), costs.name);
      // A sum of seven numbers in another order.
      assertClose(totalOf(costs, columns), leastTotal(costs), 1e-15 * count * greatest(costs), costs.name);
    }
  }
});

Deno.test("an assignment of eight random rows costs as little as the best of all 40320 permutations", () => {
  const costs = costsOf(8)[0]!;
  assertClose(totalOf(costs, assign(costs.cost, 8).columns), leastTotal(costs), 1e-14);
});

for (const costs of costsOf(257)) {
  Deno.test(`prices prove that an assignment is optimal, for ${costs.name}`, () => {
    const { cost, count } = costs;
    const { columns, rowPrices, columnPrices } = assign(cost, count);
    assertTrue(isPermutation(columns));
    const reduced = cost.map((entry, k) =>
      entry - rowPrices[Math.floor(k / count)]! - columnPrices[k % count]!
    );
    // Prices are sums of up to `count` costs, each of which rounds; of zeros they are bids of about 1.
    const rounding = 1e-15 * count * Math.max(1, greatest(costs));
    assertTrue(reduced.every((entry) => entry >= -rounding), "a pair is cheaper than its prices");
    columns.forEach((column, row) => assertClose(reduced[row * count + column]!, 0, rounding));
    const dual = [...rowPrices, ...columnPrices].reduce((sum, price) => sum + price, 0);
    assertClose(dual, totalOf(costs, columns), count * rounding);
  });
}

Deno.test("an assignment of 256 rows costs what that of another library costs", () => {
  for (const costs of costsOf(256).slice(0, 4)) {
    const rows = Array.from({ length: 256 }, (_, i) => [...costs.cost.subarray(256 * i, 256 * (i + 1))]);
    const columns = new Int32Array(256);
    for (const [row, column] of munkres(rows)) columns[row] = column;
    // The optimum is unique but for rounding, which sums of 256 costs of up to 150 lose 1e-11 to at most.
    assertClose(totalOf(costs, assign(costs.cost, 256).columns), totalOf(costs, columns), 1e-9, costs.name);
  }
});

Deno.test("squared distances on a line are assigned in sorted order", () => {
  const count = 200;
  const [a, b] = [normals32(count, "a"), normals32(count, "b")];
  const ranks = (values: Float32Array) => {
    const sorted = values.slice().sort();
    return Array.from(values, (value) => sorted.indexOf(value));
  };
  const { columns } = assign(squaredDistances(a, b, 1), count);
  const [rankA, rankB] = [ranks(a), ranks(b)];
  assertEquals(Array.from(columns, (column) => rankB[column]!), rankA);
});

Deno.test("an assignment follows its rows and columns when they change places", () => {
  const count = 60;
  for (const { name, cost } of costsOf(count).slice(0, 4)) {
    const draws = new Stream({ seed: 0, purpose: "order" });
    const [rows, columns] = [permutation(count, draws), permutation(count, draws)];
    const moved = cost.map((_, k) => cost[rows[Math.floor(k / count)]! * count + columns[k % count]!]!);
    const expected = assign(cost, count).columns;
    const found = assign(moved, count).columns;
    assertEquals([...found].map((column) => columns[column]!), [...rows].map((row) => expected[row]!), name);
  }
});

Deno.test("the same costs give the same assignment, ties and all, and are left as they are", () => {
  for (const { name, cost, count } of costsOf(50)) {
    const before = cost.slice();
    assertEquals(assign(cost, count), assign(cost.slice(), count), name);
    assertEquals(cost, before, name);
  }
});

Deno.test("costs that are not finite are refused", async () => {
  for (const entry of [NaN, Infinity]) {
    await assertFails(() => assign(Float64Array.of(1, 2, entry, 4), 2), "not finite");
  }
});

import { drawColumns } from "../../lib/couplings/draw_columns.ts";
import { Stream } from "../../lib/random/stream.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { chiSquareDeviation } from "../support/statistics.ts";

Deno.test("columns are drawn as often as they have mass in the row", () => {
  // Rows of unequal mass: what counts is a column's share of its row.
  const masses = Float64Array.of(0.1, 0.3, 0, 0, 0.01, 0.01, 0.02, 0.03, 0.05);
  const draws = new Stream({ seed: 0, purpose: "columns" });
  const counts = new Array(9).fill(0);
  for (let i = 0; i < 12_000; i++) drawColumns(masses, 3, draws).forEach((j, row) => counts[3 * row + j]++);
  // Weighted so that all are equally likely: 1/4 and 3/4, 1/2 and 1/2, 2/10, 3/10 and 5/10 of 12000 draws.
  const expected = [3000, 9000, 0, 0, 6000, 6000, 2400, 3600, 6000];
  counts.forEach((count, k) => {
    // Five standard deviations of a binomial count.
    assertTrue(Math.abs(count - expected[k]!) <= 5 * Math.sqrt(expected[k]!), `${k}: ${count}`);
  });
});

Deno.test("columns of equal mass are equally likely", () => {
  const draws = new Stream({ seed: 1, purpose: "columns" });
  const counts = new Array(8).fill(0);
  for (let i = 0; i < 1000; i++) {
    for (const column of drawColumns(new Float64Array(64).fill(1 / 64), 8, draws)) counts[column]++;
  }
  assertTrue(Math.abs(chiSquareDeviation(counts)) < 5);
});

Deno.test("a column without mass is never drawn, not even when rounding leaves something at the end", () => {
  const count = 100;
  const random = new Stream({ seed: 2, purpose: "columns" });
  const masses = Float64Array.from(
    { length: count ** 2 },
    (_, k) => [0, count - 1].includes(k % count) ? 0 : random.uniform(),
  );
  const greatest = { uniform: () => 1 - 2 ** -53 } as Stream;
  const least = { uniform: () => 0 } as Stream;
  drawColumns(masses, count, greatest).forEach((column) => assertEquals(column, count - 2));
  drawColumns(masses, count, least).forEach((column) => assertEquals(column, 1));
});

import { couplings } from "../../lib/couplings/mod.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { batchOf, couplingDraws } from "./batches.ts";

for (const [name, coupling] of created(couplings)) {
  Deno.test(`${name} names a row of x0 for every row of x1, the same ones every time`, () => {
    for (const count of [1, 2, 17]) {
      const batch = batchOf(count, 3);
      const rows = coupling.pair(batch, couplingDraws());
      assertEquals(rows.length, count);
      assertTrue(rows.every((row) => Number.isInteger(row) && row >= 0 && row < count));
      assertEquals(coupling.pair(batch, couplingDraws()), rows);
      assertEquals(batch, batchOf(count, 3), "the batch must stay as it is");
    }
  });

  Deno.test(`${name} can pair points that are all the same`, () => {
    const still = (value: number) => new Float32Array(12).fill(value);
    const batch = { x0: still(1), x1: still(2), count: 4, size: 3, labels: new Int32Array(4) };
    const rows = coupling.pair(batch, couplingDraws());
    assertTrue(rows.length === 4 && rows.every((row) => row >= 0 && row < 4));
  });

  Deno.test(`${name} states how many rows it pairs at once and, if it is a bridge, its width`, () => {
    const { batchSize, bridgeWidth } = coupling;
    assertTrue(batchSize === undefined || (Number.isInteger(batchSize) && batchSize >= 1));
    assertTrue(bridgeWidth === undefined || bridgeWidth > 0);
    assertTrue(
      !coupling.isIndependent || bridgeWidth === undefined,
      "the ends of a bridge depend on each other",
    );
  });

  Deno.test(`${name} says truly whether x0 tells of x1`, () => {
    // For independent pairs of normal numbers the mean of x0·x1 over n pairs has the deviation 1/√n.
    const size = 400;
    const batch = { ...batchOf(size, 1), labels: new Int32Array(size) };
    const rows = coupling.pair(batch, couplingDraws());
    const mean = rows.reduce((sum, row, i) => sum + batch.x0[row]! * batch.x1[i]!, 0) / size;
    assertEquals(Math.abs(mean) < 5 / Math.sqrt(size), coupling.isIndependent);
  });
}

import { couplings } from "../../lib/couplings/mod.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { normals32 } from "../support/draws.ts";

for (const [name, coupling] of created(couplings)) {
  Deno.test(`${name} names a row of x0 for every row of x1, the same ones every time`, () => {
    for (const count of [1, 2, 17]) {
      const batch = { x0: normals32(3 * count, "x0"), x1: normals32(3 * count, "x1"), count, size: 3 };
      const rows = coupling.pair(batch);
      assertEquals(rows.length, count);
      assertTrue(rows.every((row) => Number.isInteger(row) && row >= 0 && row < count));
      assertEquals(coupling.pair(batch), rows);
      assertEquals(batch.x0, normals32(3 * count, "x0"), "x0 must stay as it is");
      assertEquals(batch.x1, normals32(3 * count, "x1"), "x1 must stay as it is");
    }
  });
}

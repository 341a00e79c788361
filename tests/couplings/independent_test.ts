import { independent } from "../../lib/couplings/independent.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { batchOf, couplingDraws } from "./batches.ts";

Deno.test("independent pairs row i with row i, whatever the rows are", () => {
  const coupling = independent.create({});
  assertEquals([...coupling.pair(batchOf(5, 2), couplingDraws())], [0, 1, 2, 3, 4]);
  assertTrue(coupling.isIndependent);
});

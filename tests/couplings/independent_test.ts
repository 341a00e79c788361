import { independent } from "../../lib/couplings/independent.ts";
import { assertEquals } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";

Deno.test("independent pairs row i with row i, whatever the rows are", () => {
  const batch = { x0: normals32(10, "x0"), x1: normals32(10, "x1"), count: 5, size: 2 };
  assertEquals([...independent.create({}).pair(batch)], [0, 1, 2, 3, 4]);
});

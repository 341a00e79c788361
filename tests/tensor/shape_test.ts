import { sizeOf } from "../../lib/tensor/shape.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("sizeOf multiplies the lengths: 1 for a single number, 0 for an empty axis", () => {
  assertEquals([[], [7], [2, 3, 4], [5, 0]].map(sizeOf), [1, 7, 24, 0]);
});

import { shrink } from "../../lib/layers/shrink.ts";
import { assertEquals } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";
import { halved } from "./doubles.ts";
import { assertSameAsLoops } from "./forward.ts";

Deno.test("shrink takes the means of squares of pixels, and has its gradient", () => {
  const shape = [2, 4, 6, 3] as const;
  // Sums of four numbers below 8, rounded to 2⁻²⁴.
  assertSameAsLoops(
    { parameters: [], apply: (_, x) => shrink(x, 2) },
    shape,
    (x) => halved(x, shape),
    4 * 8 * 2 ** -24,
  );
});

Deno.test("shrink by three makes one pixel of nine", () => {
  const small = shrink(tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]), 3);
  assertEquals(small.shape, [1, 1, 1, 1]);
  assertEquals([...small.dataSync()], [5]);
});

import { extentOf, roundNumbers, shows } from "../../lib/artifacts/extent.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";

Deno.test("the window of a few points is the square around them, 12 % larger", () => {
  const { centre, halfSide } = extentOf(Float32Array.of(-1, 0, 3, 1));
  assertAllClose(centre, [1, 0.5], 1e-12);
  // Half of 4, times 1.12; only the rounding of doubles.
  assertClose(halfSide, 2.24, 1e-12);
});

Deno.test("the window shows all sets", () => {
  const extent = extentOf(Float32Array.of(0, 0, 1, 1), Float32Array.of(10, -4));
  for (const point of [[0, 0], [1, 1], [10, -4]] as const) assertTrue(shows(extent, point));
});

Deno.test("a stray point among a thousand does not shrink the picture", () => {
  const points = new Float32Array(2000).map((_, i) => (i * 37 % 1000) / 500 - 1);
  points.set([500, 500], 0);
  // The others fill [-1, 1]², enlarged by 12 %.
  assertTrue(extentOf(points).halfSide < 1.2);
});

Deno.test("points that are not finite, or none at all, still give a window", () => {
  assertEquals(extentOf(), { centre: [0, 0], halfSide: 1 });
  assertEquals(extentOf(Float32Array.of(NaN, Infinity)), { centre: [0, 0], halfSide: 1 });
  assertEquals(extentOf(Float32Array.of(2, 3)), { centre: [2, 3], halfSide: 1 });
  assertTrue(!shows({ centre: [0, 0], halfSide: 1 }, [NaN, 0]));
});

Deno.test("points with half a coordinate pair are refused", async () => {
  await assertFails(() => extentOf(new Float32Array(3)), "got 3 values");
});

Deno.test("there are 4 to 10 round numbers in any interval, evenly spaced and inside of it", () => {
  assertEquals(roundNumbers(-2.1, 2.1), [-2, -1, 0, 1, 2]);
  for (const side of [1e-3, 0.07, 1, 3.99, 4, 17, 450, 9999]) {
    for (const low of [-side / 2, 0.123 * side, 5 * side]) {
      const numbers = roundNumbers(low, low + side);
      assertTrue(numbers.length >= 4 && numbers.length <= 11, `${numbers.length} in [${low}, ${low + side}]`);
      assertTrue(numbers[0]! >= low && numbers.at(-1)! <= low + side);
      const step = numbers[1]! - numbers[0]!;
      const leading = Number(step.toExponential(6).split("e")[0]);
      assertTrue([1, 2, 5].includes(leading), `steps of ${step}`);
    }
  }
});

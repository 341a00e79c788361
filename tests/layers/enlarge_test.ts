import { enlarge } from "../../lib/layers/enlarge.ts";
import { assertEquals } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";
import { assertSameAsLoops } from "./forward.ts";

for (const factor of [1, 2, 3]) {
  Deno.test(`enlarge by ${factor} repeats every pixel, and its gradient adds up the copies'`, () => {
    const [height, width, channels] = [2, 3, 2];
    const [tall, wide] = [height * factor, width * factor];
    assertSameAsLoops(
      { parameters: [], apply: (_, x) => enlarge(x, factor) },
      [2, height, width, channels],
      (x) =>
        Float64Array.from({ length: 2 * tall * wide * channels }, (_, at) => {
          const [pixel, channel] = [Math.floor(at / channels), at % channels];
          const [line, column] = [Math.floor(pixel / wide), Math.floor(pixel % wide / factor)];
          const [image, row] = [Math.floor(line / tall), Math.floor(line % tall / factor)];
          return x[((image * height + row) * width + column) * channels + channel]!;
        }),
      // Copies are rounded once, sums of up to nine of them a few times, to 2⁻²⁴ of numbers below 8.
      9 * 8 * 2 ** -24,
    );
  });
}

Deno.test("enlarge doubles a 2×2 image to four blocks", () => {
  const doubled = enlarge(tensor([1, 2, 3, 4], [1, 2, 2, 1]), 2);
  assertEquals(doubled.shape, [1, 4, 4, 1]);
  assertEquals([...doubled.dataSync()], [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
});

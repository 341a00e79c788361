import { downsample } from "../../lib/layers/downsample.ts";
import { assertEquals } from "../support/assert.ts";
import { convolved, halved } from "./doubles.ts";
import { assertSameAsLoops } from "./forward.ts";

const SHAPE = [2, 4, 6, 2] as const;

Deno.test("downsample that is learned is a 3×3 convolution of every other pixel, and has its gradients", () => {
  const layer = downsample("block.0", { channels: 2, learned: true });
  assertEquals(layer.parameters.map(({ name, shape }) => [name, shape]), [
    ["block.0.op.weight", [2, 2, 3, 3]],
    ["block.0.op.bias", [2]],
  ]);
  // Sums of up to 9·2 products of order 10, and over 24 pixels in the gradients, rounded to 2⁻²⁴.
  assertSameAsLoops(
    layer,
    SHAPE,
    (x, weight, bias) => convolved(x, SHAPE, weight!, bias!, 2),
    24 * 10 * 2 ** -24,
  );
});

Deno.test("downsample that is not learned takes the means of 2×2 pixels, and has no parameters", () => {
  const layer = downsample("block.0", { channels: 2, learned: false });
  assertEquals(layer.parameters, []);
  // Sums of four numbers below 8, rounded to 2⁻²⁴.
  assertSameAsLoops(layer, SHAPE, (x) => halved(x, SHAPE), 4 * 8 * 2 ** -24);
});

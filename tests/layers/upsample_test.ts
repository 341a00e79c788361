import { upsample } from "../../lib/layers/upsample.ts";
import { assertEquals } from "../support/assert.ts";
import { convolved, doubled } from "./doubles.ts";
import { assertSameAsLoops } from "./forward.ts";

const SHAPE = [2, 2, 3, 2] as const;

Deno.test("upsample that is learned repeats pixels, then convolves them, and has its gradients", () => {
  const layer = upsample("block.1", { channels: 2, learned: true });
  assertEquals(layer.parameters.map(({ name, shape }) => [name, shape]), [
    ["block.1.conv.weight", [2, 2, 3, 3]],
    ["block.1.conv.bias", [2]],
  ]);
  // Sums of up to 9·2 products of order 10, and over 48 pixels in the gradients, rounded to 2⁻²⁴.
  assertSameAsLoops(
    layer,
    SHAPE,
    (x, weight, bias) => convolved(doubled(x, SHAPE), [2, 4, 6, 2], weight!, bias!),
    48 * 10 * 2 ** -24,
  );
});

Deno.test("upsample that is not learned repeats pixels, and has no parameters", () => {
  const layer = upsample("block.1", { channels: 2, learned: false });
  assertEquals(layer.parameters, []);
  // Copies are rounded once, sums of four of them a few times, to 2⁻²⁴ of numbers below 8.
  assertSameAsLoops(layer, SHAPE, (x) => doubled(x, SHAPE), 4 * 8 * 2 ** -24);
});

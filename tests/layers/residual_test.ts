import { linear } from "../../lib/layers/linear.ts";
import { residual } from "../../lib/layers/residual.ts";
import { assertEquals } from "../support/assert.ts";
import { assertSameAsLoops } from "./forward.ts";

Deno.test("residual adds its block to its input, with the block's parameters, and has its gradients", () => {
  const block = linear("net.2", { inputs: 3, outputs: 3 });
  const layer = residual(block);
  assertEquals(layer.parameters, block.parameters);
  assertSameAsLoops(
    layer,
    [4, 3],
    (x, weight, bias) =>
      x.map((value, at) => {
        const [row, output] = [Math.floor(at / 3), at % 3];
        let sum = value + bias![output]!;
        for (let input = 0; input < 3; input++) sum += x[row * 3 + input]! * weight![output * 3 + input]!;
        return sum;
      }),
    // Sums of up to five products of order 10, rounded to 2⁻²⁴.
    5 * 10 * 2 ** -24,
  );
});

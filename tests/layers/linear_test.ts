import { linear } from "../../lib/layers/linear.ts";
import { assertEquals } from "../support/assert.ts";
import { assertSameAsLoops } from "./forward.ts";

Deno.test("linear is x·Wᵀ + b, and has its gradients", () => {
  const layer = linear("net.0", { inputs: 3, outputs: 5 });
  assertSameAsLoops(
    layer,
    [4, 3],
    (x, weight, bias) =>
      Float64Array.from({ length: 4 * 5 }, (_, at) => {
        const [row, output] = [Math.floor(at / 5), at % 5];
        let sum = bias[output]!;
        for (let input = 0; input < 3; input++) sum += x[row * 3 + input]! * weight[output * 3 + input]!;
        return sum;
      }),
    // Sums of up to five products of order 10, rounded to 2⁻²⁴.
    5 * 10 * 2 ** -24,
  );
});

Deno.test("linear declares a weight [outputs, inputs] and a bias [outputs], as PyTorch does", () => {
  const { parameters } = linear("net.0", { inputs: 3, outputs: 5 });
  assertEquals(parameters.map(({ name, shape }) => [name, shape]), [
    ["net.0.weight", [5, 3]],
    ["net.0.bias", [5]],
  ]);
});

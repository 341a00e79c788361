import { pointwise } from "../../lib/layers/pointwise.ts";
import { assertEquals } from "../support/assert.ts";
import { products } from "./doubles.ts";
import { assertSameAsLoops } from "./forward.ts";

Deno.test("pointwise is x·Wᵀ + b with the weight of a convolution, and has its gradients", () => {
  const layer = pointwise("qkv", { inputs: 3, outputs: 5 });
  assertEquals(layer.parameters.map(({ name, shape }) => [name, shape]), [
    ["qkv.weight", [5, 3, 1]],
    ["qkv.bias", [5]],
  ]);
  // Sums of up to five products of order 10, rounded to 2⁻²⁴.
  assertSameAsLoops(layer, [4, 3], (x, weight, bias) => products(x, weight!, bias!), 5 * 10 * 2 ** -24);
});

import { linear } from "../../lib/layers/linear.ts";
import { tokenwise } from "../../lib/layers/tokenwise.ts";
import { assertEquals } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";

Deno.test("tokenwise applies its layer to every token, with the layer's parameters", () => {
  const layer = linear("fc1", { inputs: 4, outputs: 5 });
  assertEquals(tokenwise(layer).parameters, layer.parameters);
  const params = new Map([
    ["fc1.weight", tensor(normals(20, "weight"), [5, 4])],
    ["fc1.bias", tensor(normals(5, "bias"), [5])],
  ]);
  const numbers = normals(2 * 3 * 4, "x");
  const tokens = tokenwise(layer).apply(params, tensor(numbers, [2, 3, 4]));
  assertEquals(tokens.shape, [2, 3, 5]);
  assertEquals(tokens.dataSync(), layer.apply(params, tensor(numbers, [6, 4])).dataSync());
});

import { dropout } from "../../lib/layers/dropout.ts";
import { assertEquals } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";

const none = new Map();
const embedding = tensor([], [2, 0]);
const x = tensor([1, 2, 3, 4, 5, 6], [2, 3]);

Deno.test("dropout multiplies by the mask of its name, and leaves everything as it is without one", () => {
  const layer = dropout("out_layers.2", { shape: [3], rate: 0.5 });
  assertEquals(layer.dropouts, [{ name: "out_layers.2", shape: [3], rate: 0.5 }]);
  const mask = tensor([0, 2, 2, 2, 0, 0], [2, 3]);
  const masked = layer.apply(none, x, { embedding, masks: new Map([["out_layers.2", mask]]) });
  assertEquals([...masked.dataSync()], [0, 4, 6, 8, 0, 0]);
  assertEquals(layer.apply(none, x, { embedding, masks: new Map([["other", mask]]) }), x);
  assertEquals(layer.apply(none, x, { embedding }), x);
});

Deno.test("dropout at a rate of 0 asks for no mask", () => {
  assertEquals(dropout("out_layers.2", { shape: [3], rate: 0 }).dropouts, []);
});

import { linear } from "../../lib/layers/linear.ts";
import { zeroed } from "../../lib/layers/zeroed.ts";
import { Stream } from "../../lib/random/stream.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";

Deno.test("zeroed starts all parameters at 0, and leaves names, shapes and the function as they are", () => {
  const layer = linear("net.0", { inputs: 2, outputs: 3 });
  const silent = zeroed(layer);
  for (const [i, { name, shape, initialize }] of silent.parameters.entries()) {
    assertEquals([name, shape], [layer.parameters[i]!.name, layer.parameters[i]!.shape]);
    const out = new Float32Array(sizeOf(shape)).fill(NaN);
    initialize(out, new Stream({ seed: 1, purpose: "init" }));
    assertTrue(out.every((value) => value === 0));
  }
  const params = new Map([
    ["net.0.weight", tensor([1, 0, 0, 1, 1, 1], [3, 2])],
    ["net.0.bias", tensor([0, 0, 1], [3])],
  ]);
  assertEquals([...silent.apply(params, tensor([4, 5], [1, 2])).dataSync()], [4, 5, 10]);
});

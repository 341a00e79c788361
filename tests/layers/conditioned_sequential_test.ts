import type { ConditionedLayer } from "../../lib/layers/conditioned_layer.ts";
import { conditionedSequential } from "../../lib/layers/conditioned_sequential.ts";
import { dropout } from "../../lib/layers/dropout.ts";
import { linear } from "../../lib/layers/linear.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertEquals } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";

Deno.test("conditionedSequential applies its layers in order, tells all of them the same, and lists what they have", () => {
  const told: ConditionedLayer = {
    parameters: [],
    apply: (_params, x, { embedding }) => tf.add(x, embedding),
  };
  const layer = conditionedSequential(
    told,
    linear("a", { inputs: 2, outputs: 1 }),
    dropout("b", { shape: [1], rate: 0.1 }),
    told,
    dropout("c", { shape: [1], rate: 0.2 }),
  );
  assertEquals(layer.parameters.map(({ name }) => name), ["a.weight", "a.bias"]);
  assertEquals(layer.dropouts!.map(({ name }) => name), ["b", "c"]);
  const params = new Map([["a.weight", tensor([1, 10], [1, 2])], ["a.bias", tensor([100], [1])]]);
  const masks = new Map([["b", tensor([2], [1, 1])]]);
  const answer = layer.apply(params, tensor([1, 2], [1, 2]), { embedding: tensor([0.5], [1, 1]), masks });
  // ((1.5 + 25) + 100)·2 + 0.5
  assertEquals([...answer.dataSync()], [253.5]);
});

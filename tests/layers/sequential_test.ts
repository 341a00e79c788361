import { activation } from "../../lib/layers/activation.ts";
import { linear } from "../../lib/layers/linear.ts";
import { sequential } from "../../lib/layers/sequential.ts";
import { assertEquals } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";

Deno.test("sequential applies its layers in order, and lists their parameters in order", () => {
  const first = linear("a", { inputs: 2, outputs: 3 });
  const last = linear("b", { inputs: 3, outputs: 1 });
  const both = sequential(first, activation("tanh"), last);
  assertEquals(both.parameters.map(({ name }) => name), ["a.weight", "a.bias", "b.weight", "b.bias"]);

  const params = new Map(
    both.parameters.map((
      { name, shape },
    ) => [name, tensor(normals(shape[0]! * (shape[1] ?? 1), name), shape)]),
  );
  const x = tensor(normals(8, "x"), [4, 2]);
  const byHand = last.apply(params, activation("tanh").apply(params, first.apply(params, x)));
  assertEquals(both.apply(params, x).dataSync(), byHand.dataSync());
});

import { flatten, named, type Parameter, parameterCount, unflatten } from "../../lib/tensor/parameters.ts";
import { assertEquals } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";

const parameters: readonly Parameter[] = [["a", [2, 3]], ["b", []], ["c", [1, 2, 2]]].map(
  ([name, shape]) => ({ name: name as string, shape: shape as number[], initialize() {} }),
);
const flat = tensor(Array.from({ length: 11 }, (_, i) => i), [11]);

Deno.test("unflatten cuts a vector into the parameters in order, each in its shape", () => {
  const parts = unflatten(parameters, flat);
  assertEquals(parts.map(({ shape }) => shape), [[2, 3], [], [1, 2, 2]]);
  assertEquals(parts.map((part) => [...part.dataSync()]), [[0, 1, 2, 3, 4, 5], [6], [7, 8, 9, 10]]);
});

Deno.test("flatten is the inverse of unflatten", () => {
  const back = flatten(unflatten(parameters, flat));
  assertEquals(back.shape, [11]);
  assertEquals(back.dataSync(), flat.dataSync());
});

Deno.test("parameterCount adds up the sizes, a single number counting one", () => {
  assertEquals(parameterCount(parameters), 11);
  assertEquals(parameterCount([]), 0);
});

Deno.test("named pairs the parameters' names with values in the same order", () => {
  const values = unflatten(parameters, flat);
  assertEquals([...named(parameters, values)], [["a", values[0]], ["b", values[1]], ["c", values[2]]]);
});

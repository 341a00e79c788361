import { mlp } from "../../lib/architectures/mlp.ts";
import { adam } from "../../lib/optimizers/adam.ts";
import { parameterCount } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import { initialState } from "../../lib/training/initial_state.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";

const optimizer = adam.create(adam.options.parse({}));

function network(hiddenLayers: number) {
  return mlp.create({ width: 8, hiddenLayers, activation: "selu" }).build({ shape: [2] });
}

/** The initial values by parameter. */
function valuesOf(hiddenLayers: number, seed: number): Map<string, string> {
  const { parameters } = network(hiddenLayers);
  const params = initialState(network(hiddenLayers), optimizer, seed)["params"]!;
  let offset = 0;
  return new Map(parameters.map(({ name, shape }) => {
    const values = params.slice(offset, offset += sizeOf(shape));
    return [name, values.join()];
  }));
}

Deno.test("training starts with the average equal to the parameters, and the optimizer's vectors at zero", () => {
  const length = parameterCount(network(2).parameters);
  const { params, ema, ...others } = initialState(network(2), optimizer, 1);
  assertTrue(params!.every((value) => value !== 0));
  assertEquals(ema, params);
  assertTrue(ema!.buffer !== params!.buffer, "the average has its own memory");
  assertEquals(others, { mean: new Float32Array(length), meanSquare: new Float32Array(length) });
});

Deno.test("a parameter starts alike in networks of different depth, and differently with another seed", () => {
  const [shallow, deep, other] = [valuesOf(1, 1), valuesOf(3, 1), valuesOf(1, 2)];
  for (const name of ["net.0.weight", "net.0.bias"]) {
    assertEquals(deep.get(name), shallow.get(name));
    assertTrue(other.get(name) !== shallow.get(name));
  }
});

Deno.test("training can start with parameters that are given", () => {
  const given = new Float32Array(parameterCount(network(2).parameters)).fill(0.5);
  const { params, ema, mean } = initialState(network(2), optimizer, 1, given);
  assertEquals([params, ema], [given, given]);
  assertTrue(ema!.buffer !== params!.buffer && mean!.every((value) => value === 0));
});

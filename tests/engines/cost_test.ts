import { costOf } from "../../lib/engines/onnx/cost.ts";
import { blockSize } from "../../lib/engines/onnx/block_size.ts";
import { Graph } from "../../lib/engines/onnx/graph.ts";
import { ELEMENT_TYPE_NUMBERS, modelFile } from "../../lib/engines/onnx/model_file.ts";
import { loadRuntime } from "../../lib/engines/onnx/session.ts";
import { valuesOf } from "../../lib/engines/onnx/shapes.ts";
import { trace } from "../../lib/engines/onnx/trace.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertEquals, assertFails } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import type { LoweringCase } from "./cases/case.ts";
import { faultyGradientCases } from "./cases/pooling.ts";
import { arraysOf, signatureOf, studied } from "./compare.ts";
import { loweringCases } from "./lowering_cases.ts";

const cases = [...loweringCases, ...faultyGradientCases];

Deno.test("what every lowering emits has a shape rule, in blocks of any size, and the outputs are as traced", () => {
  for (const block of [0, 16]) {
    for (const one of cases) {
      const graph = trace(studied(one), signatureOf(one), block);
      const values = valuesOf(graph);
      for (const { name, shape, value } of graph.outputs) {
        assertEquals(values.get(value), { type: "float32", shape: [...shape] }, `${one.title}: ${name}`);
      }
    }
  }
});

/** The shapes of everything that the nodes of a case make, as the runtime has them and as the rules do. */
async function shapesOf(one: LoweringCase, block: number): Promise<{ actual: unknown; inferred: unknown }> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const graph = trace(studied(one), signatureOf(one), block);
  const values = valuesOf(graph);
  const made = graph.nodes().flatMap(({ outputs }) => outputs);
  if (made.length === 0) return { actual: [], inferred: [] };
  graph.outputs.length = 0;
  for (const name of made) {
    const { type, shape } = values.get(name)!;
    const wide = type === "float32" ? name : graph.add("Cast", [name], { to: ELEMENT_TYPE_NUMBERS.float32 });
    graph.output(`value ${name}`, shape, wide);
  }
  const session = await InferenceSession.create(modelFile(graph), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const arrays = Object.entries(arraysOf(one));
  const shapes = signatureOf(one).inputs;
  const outputs = await session.run(
    Object.fromEntries(arrays.map(([name, data]) => [name, new Tensor("float32", data, shapes[name]!)])),
  );
  await session.release();
  return {
    actual: Object.fromEntries(made.map((name) => [name, [...outputs[`value ${name}`]!.dims]])),
    inferred: Object.fromEntries(made.map((name) => [name, [...values.get(name)!.shape]])),
  };
}

Deno.test({
  name: "the shapes of all that happens in between are those that the runtime makes",
  ignore: !allowed("read", "env", "ffi", "sys"),
  async fn() {
    const block = await blockSize();
    for (const one of cases) {
      const { actual, inferred } = await shapesOf(one, block);
      assertEquals(inferred, actual, one.title);
    }
  },
});

/** What a function of `x`, `[2, 6]`, and `y`, `[6, 5]`, costs. */
function costOfFunction(
  fn: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor,
): { operations: number; bytes: number } {
  const signature = { inputs: { x: [2, 6], y: [6, 5] } };
  const { operations, bytes } = costOf(trace(({ x, y }) => ({ z: fn(x!, y!) }), signature, 0));
  return { operations, bytes };
}

const known: readonly (readonly [title: string, Parameters<typeof costOfFunction>[0], number, number])[] = [
  ["a product of matrices", (x, y) => tf.matMul(x, y), 2 * 2 * 6 * 5, 4 * (12 + 30 + 10)],
  ["a transposed product", (x, y) => tf.matMul(y, x, true, true), 2 * 2 * 6 * 5, 4 * (12 + 30 + 10)],
  ["a sum, which is no product", (x) => tf.add(x, x), 0, 4 * (12 + 12 + 12)],
  ["a constant operand, which is not moved", (x) => tf.mul(x, tf.ones([2, 6])), 0, 4 * (12 + 12)],
  [
    "what is made of constants alone",
    (x) => tf.mul(x, tf.exp(tf.ones([2, 6]))),
    0,
    4 * (12 + 12),
  ],
  ["a reshape, which moves nothing", (x) => tf.exp(tf.reshape(x, [3, 4])), 0, 4 * (12 + 12)],
  ["a slice, of which the part is read", (_, y) => tf.slice(y, [1, 0], [2, 5]), 0, 4 * (10 + 10)],
  ["a comparison, whose answers are bytes", (x) => tf.cast(tf.greater(x, x), "float32"), 0, 4 * 36 + 12 + 12],
  [
    "products of several matrices",
    (x, y) =>
      tf.matMul(tf.tile(tf.reshape(x, [1, 2, 6]), [3, 1, 1]), tf.tile(tf.reshape(y, [1, 6, 5]), [3, 1, 1])),
    3 * 2 * 2 * 6 * 5,
    4 * (12 + 3 * 12 + 30 + 3 * 30) + 4 * (3 * 12 + 3 * 30 + 3 * 10),
  ],
];

for (const [title, fn, operations, bytes] of known) {
  Deno.test(`the cost is counted of ${title}`, () => {
    assertEquals(costOfFunction(fn), { operations, bytes });
  });
}

Deno.test("a convolution multiplies as often for each output as its filter has entries, in blocks or not", () => {
  const fn = ({ x, w }: Readonly<Record<string, tf.Tensor>>) => ({
    y: tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, [2, 1], "same"),
  });
  const signature = { inputs: { x: [3, 8, 5, 16], w: [3, 3, 16, 32] } };
  for (const block of [0, 8, 16]) {
    const { operations } = costOf(trace(fn, signature, block));
    assertEquals(operations, 2 * (3 * 4 * 5 * 32) * (3 * 3 * 16));
  }
});

Deno.test("an operator without a rule, and a shape that only a run would tell, are refused by name", async () => {
  const graph = new Graph();
  const x = graph.input("x", [2, 2]);
  graph.output("y", [2, 2], graph.add("Mystery", [x]));
  await assertFails(() => valuesOf(graph), "the operator Mystery");
  const hidden = new Graph();
  const shape = hidden.add("Cast", [hidden.input("x", [2])], { to: ELEMENT_TYPE_NUMBERS.int64 });
  hidden.output("y", [2], hidden.add("Reshape", ["x", shape]));
  await assertFails(() => valuesOf(hidden), "the operator Reshape");
});

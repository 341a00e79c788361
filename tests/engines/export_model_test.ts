import { mlp } from "../../lib/architectures/mlp.ts";
import { plainUnet } from "../../lib/architectures/plain_unet.ts";
import type { Network } from "../../lib/architectures/architecture.ts";
import { eager } from "../../lib/engines/eager.ts";
import type { TensorFunction } from "../../lib/engines/engine.ts";
import { type BatchedFunction, exportModel } from "../../lib/engines/onnx/export_model.ts";
import { openSession } from "../../lib/engines/onnx/session.ts";
import { named, parameterCount, unflatten } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Shape } from "../../lib/tensor/types.ts";
import { assertAllClose, assertEquals, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { allowed } from "../support/permissions.ts";
import { messages, texts } from "./wire_format.ts";

function batchedNetwork(network: Network, shape: Shape): BatchedFunction {
  const length = parameterCount(network.parameters);
  const data = normals32(length, "weights").map((weight) => 0.2 * weight);
  return {
    fn: ({ x, t, weights }) => ({
      v: network.apply(named(network.parameters, unflatten(network.parameters, weights!)), x!, t!),
    }),
    signature: (batchSize) => ({
      inputs: { x: [batchSize, ...shape], t: [batchSize] },
      constants: { weights: { shape: [length], data } },
    }),
  };
}

/** A function of `x`, `[B, 3]`. */
function ofRows(fn: TensorFunction): BatchedFunction {
  return { fn, signature: (batchSize) => ({ inputs: { x: [batchSize, 3] } }) };
}

const open: readonly (readonly [name: string, batched: BatchedFunction])[] = [
  [
    "an mlp",
    batchedNetwork(mlp.create({ width: 8, hiddenLayers: 2, activation: "elu" }).build({ shape: [2] }), [2]),
  ],
  ["a U-net", batchedNetwork(plainUnet.create({ channels: 16 }).build({ shape: [4, 4, 3] }), [4, 4, 3])],
  ["a softmax of rows", ofRows(({ x }) => ({ v: tf.softmax(x!) }))],
  ["two axes of the batch's size", ofRows(({ x }) => ({ v: tf.matMul(tf.matMul(x!, x!, false, true), x!) }))],
  ["a number stretched to the batch", ofRows(({ x }) => ({ v: tf.tile(tf.sum(x!, 1, true), [1, 4]) }))],
];

for (const [name, batched] of open) {
  Deno.test({
    name: `the file of ${name} takes batches of any size, and answers as the function itself`,
    ignore: !allowed("read", "env", "ffi", "sys"),
    async fn() {
      const { bytes, batchSize } = exportModel(batched, 5, { made: "here" });
      assertEquals(batchSize, undefined);
      // of the operator sets, the file names ONNX's own alone
      assertEquals(messages(bytes, 8).flatMap((set) => texts(set, 1)), [""]);
      assertEquals(messages(bytes, 14).flatMap((entry) => [...texts(entry, 1), ...texts(entry, 2)]), [
        "made",
        "here",
      ]);
      for (const size of [1, 2, 3, 7]) {
        const signature = batched.signature(size);
        const inputs = Object.fromEntries(
          Object.entries(signature.inputs).map(([name, shape]) => [name, normals32(sizeOf(shape), name)]),
        );
        const program = await openSession(bytes, signature.inputs, { threads: 1 });
        const reference = await eager.create({ backend: "cpu" }).compile(batched.fn, signature);
        const expected = (await reference.run(inputs))["v"]!;
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        // sums of float32 in another order
        assertAllClose((await program.run(inputs))["v"]!, expected, 1e-5 * largest, `a batch of ${size}`);
        await program.dispose();
        await reference.dispose();
      }
    },
  });
}

const closed: readonly (readonly [name: string, fn: TensorFunction])[] = [
  [
    "a constant as long as the batch",
    ({ x }) => ({ v: tf.add(x!, tf.reshape(tf.range(0, x!.shape[0]!), [-1, 1])) }),
  ],
  ["the batch size as a factor", ({ x }) => ({ v: tf.mul(x!, x!.shape[0]!) })],
  ["a split of the batch", ({ x }) => ({ v: tf.concat(tf.split(x!, x!.shape[0]!).reverse()) })],
];

for (const [name, fn] of closed) {
  Deno.test(`a function with ${name} is written for one size alone`, () => {
    assertEquals(exportModel(ofRows(fn), 5, {}).batchSize, 5);
  });
}

Deno.test({
  name: "the file of a function written for one size answers as the function itself",
  ignore: !allowed("read", "env", "ffi", "sys"),
  async fn() {
    for (const [name, fn] of closed) {
      const batched = ofRows(fn);
      const { bytes } = exportModel(batched, 5, {});
      const x = normals32(15, "x");
      const program = await openSession(bytes, batched.signature(5).inputs, { threads: 1 });
      const reference = await eager.create({ backend: "cpu" }).compile(fn, batched.signature(5));
      // a few products of float32 numbers below 10
      assertAllClose((await program.run({ x }))["v"]!, (await reference.run({ x }))["v"]!, 1e-4, name);
      await program.dispose();
      await reference.dispose();
    }
  },
});

Deno.test("the same function gives the same file", () => {
  for (const [name, batched] of open) {
    const file = () => exportModel(batched, 5, { a: "b" }).bytes;
    assertTrue(`${file()}` === `${file()}`, name);
  }
});

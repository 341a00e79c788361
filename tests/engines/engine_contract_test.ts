import { eager } from "../../lib/engines/eager.ts";
import type { Arrays, Engine, Signature, TensorFunction } from "../../lib/engines/engine.ts";
import { engines } from "../../lib/engines/mod.ts";
import { Failure } from "../../lib/failure.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { normals32 } from "../support/draws.ts";
import { allowed } from "../support/permissions.ts";

/** A test of every engine of the catalog. */
function everyEngine(title: string, fn: (engine: Engine) => Promise<void>): void {
  for (const [name, engine] of created(engines)) {
    Deno.test({
      name: `the ${name} engine ${title}`,
      // the eager engine's default is plain JavaScript
      ignore: name !== "eager" && !allowed("read", "env", "ffi", "sys"),
      fn: () => fn(engine),
    });
  }
}

/** Two images, filters, and what a convolution, a reduction and the state itself make of them. */
const fn: TensorFunction = ({ image, filter, state, shift }) => {
  const mixed = tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, 1, "same");
  return { mixed, mean: tf.mean(mixed), state: tf.add(state!, shift!), unchanged: state!, shift: shift! };
};
const signature: Signature = {
  inputs: { image: [2, 4, 3, 16], filter: [3, 3, 16, 32], state: [3] },
  constants: { shift: { shape: [], data: Float32Array.of(2) } },
};
const inputs: Arrays = Object.fromEntries(
  Object.entries(signature.inputs).map(([name, shape]) => [name, normals32(sizeOf(shape), name)]),
);

everyEngine("gives the same bits for the same input, and leaves the input as it was", async (engine) => {
  const program = await engine.compile(fn, signature);
  const given = structuredClone(inputs);
  const first = await program.run(given);
  assertEquals(Object.keys(first).sort(), ["mean", "mixed", "shift", "state", "unchanged"]);
  assertEquals(await program.run(given), first);
  assertEquals(given, inputs);
  assertEquals(first["state"], inputs["state"]!.map((value) => value + 2));
  assertEquals(first["shift"], Float32Array.of(2));
  await program.dispose();
});

everyEngine("makes its outputs fresh at every call", async (engine) => {
  const program = await engine.compile(fn, signature);
  const given = structuredClone(inputs);
  const first = await program.run(given);
  const kept = structuredClone(first);
  for (const output of Object.values(await program.run(given))) output.fill(7);
  assertEquals(first, kept);
  for (const output of Object.values(first)) output.fill(7);
  assertEquals(given, inputs);
  assertEquals(await program.run(given), kept);
  // what was fed may change afterwards
  given["state"]!.fill(9);
  assertEquals((await program.run(inputs))["unchanged"], inputs["state"]);
  await program.dispose();
});

everyEngine(
  "refuses an input that is missing or has another length, by name, and goes on",
  async (engine) => {
    const program = await engine.compile(fn, signature);
    const { state: _state, ...rest } = inputs;
    const missing = await assertFails(
      () => program.run(rest),
      'Input "state" must have 3 entries, got no array',
    );
    assertTrue(missing instanceof RangeError);
    const wrong = await assertFails(
      () => program.run({ ...inputs, filter: new Float32Array(7) }),
      'Input "filter" must have 4608 entries, got 7',
    );
    assertTrue(wrong instanceof RangeError);
    assertTrue((await program.run(inputs))["mean"]!.length === 1);
    await program.dispose();
  },
);

everyEngine("keeps constants as they were when it compiled", async (engine) => {
  const data = Float32Array.of(1, 2, 3);
  const program = await engine.compile(({ x, c }) => ({ y: tf.mul(x!, c!) }), {
    inputs: { x: [3] },
    constants: { c: { shape: [3], data } },
  });
  data.fill(0);
  assertEquals((await program.run({ x: Float32Array.of(1, 1, 2) }))["y"], Float32Array.of(1, 2, 6));
  await program.dispose();
});

everyEngine("puts out whole numbers and truth values as numbers", async (engine) => {
  const program = await engine.compile(({ x }) => ({
    where: tf.argMax(x!),
    positive: tf.greater(x!, 0),
  }), { inputs: { x: [3] } });
  assertEquals(await program.run({ x: Float32Array.of(-1, 5, 2) }), {
    where: Float32Array.of(1),
    positive: Float32Array.of(0, 1, 1),
  });
  await program.dispose();
});

everyEngine("takes an input that the function does not use", async (engine) => {
  const program = await engine.compile(({ x }) => ({ y: tf.neg(x!) }), { inputs: { x: [2], t: [2] } });
  const x = Float32Array.of(1, 2);
  assertEquals((await program.run({ x, t: x }))["y"], Float32Array.of(-1, -2));
  await assertFails(() => program.run({ x }), 'Input "t"');
  await program.dispose();
});

everyEngine("runs several programs at once, and one after another is disposed of", async (engine) => {
  const scaled = (factor: number) =>
    engine.compile(({ x }) => ({ y: tf.mul(x!, factor) }), { inputs: { x: [4] } });
  const programs = await Promise.all([1, 2, 3].map(scaled));
  const x = normals32(4, "x");
  const answers = await Promise.all(programs.flatMap((program) => [program.run({ x }), program.run({ x })]));
  // a product with a small whole number of float32 numbers is rounded once on every engine
  answers.forEach(({ y }, i) => assertEquals(y, x.map((value) => value * (1 + Math.floor(i / 2)))));
  await programs[0]!.dispose();
  assertEquals((await programs[1]!.run({ x }))["y"], x.map((value) => value * 2));
  await Promise.all(programs.slice(1).map((program) => program.dispose()));
});

everyEngine("says what runs", async (engine) => {
  const description = await engine.describe();
  assertTrue(["eager", "onnx"].includes(description["engine"] as string));
  assertEquals(await engine.describe(), description);
});

everyEngine("passes on an error of the function, and leaves TensorFlow.js as it was", async (engine) => {
  const outer = tf.getBackend();
  await assertFails(async () => {
    const program = await engine.compile(() => {
      throw new Error("the function's own");
    }, { inputs: { x: [1] } });
    await program.run({ x: Float32Array.of(1) });
  }, "the function's own");
  assertEquals(tf.getBackend(), outer);
});

const tensorFlowInstalled = async () => {
  const engine = eager.create({ backend: "tensorflow" });
  return await engine.compile(({ x }) => ({ y: x! }), { inputs: { x: [1] } }).then(() => true, () => false);
};

Deno.test({
  name: "the eager engine on libtensorflow says how to install it where it is missing",
  ignore: !allowed("read", "env", "ffi", "sys") || await tensorFlowInstalled(),
  async fn() {
    const engine = eager.create({ backend: "tensorflow" });
    const error = await assertFails(
      () => engine.compile(({ x }) => ({ y: x! }), { inputs: { x: [1] } }),
      "Cannot load libtensorflow for engine: { name: eager, backend: tensorflow }",
    );
    assertTrue(error instanceof Failure);
    for (const part of ["deno install", "--allow-scripts=npm:@tensorflow/tfjs-node-gpu", "engine: onnx"]) {
      assertTrue(error.message.includes(part), `"${error.message}" lacks "${part}"`);
    }
    assertEquals(tf.getBackend(), "cpu");
  },
});

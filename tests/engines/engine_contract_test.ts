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

/** What is expected of a carried input. */
const CARRIED = "expected an input and an output of this name and of one shape; found ";

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

everyEngine("makes its outputs fresh at every call unless it is given arrays for them", async (engine) => {
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

everyEngine("writes outputs into the arrays that it is given, and makes the others", async (engine) => {
  const program = await engine.compile(fn, signature);
  const expected = await program.run(inputs);
  const into = { mixed: new Float32Array(expected["mixed"]!.length), state: new Float32Array(3).fill(7) };
  const found = await program.run(inputs, into);
  assertEquals(found, expected);
  assertTrue(found["mixed"] === into.mixed && found["state"] === into.state);
  found["mean"]!.fill(7);
  // a part of a larger array receives what belongs there
  const large = new Float32Array(5).fill(9);
  await program.run(inputs, { state: large.subarray(1, 4) });
  assertEquals(large, Float32Array.of(9, ...expected["state"]!, 9));
  assertEquals(await program.run(inputs), expected);
  await assertFails(
    () => program.run(inputs, { state: new Float32Array(4) }),
    'The array for output "state" must have 3 entries, got 4',
  );
  await program.dispose();
});

everyEngine("reads an array as an input before it receives an output", async (engine) => {
  const one = tf.scalar(1);
  const functions: Record<string, TensorFunction> = {
    "each from itself": ({ a, b }) => ({ a: tf.add(a!, one), b: tf.mul(b!, b!) }),
    "exchanged": ({ a, b }) => ({ a: b!, b: a! }),
    "exchanged and changed": ({ a, b }) => ({ a: tf.add(b!, one), b: tf.add(a!, one) }),
    "one from the other": ({ a, b }) => ({ a: tf.add(a!, one), b: tf.mul(a!, b!) }),
    "turned round": ({ a, b }) => ({ a: tf.add(tf.reverse(a!, 0), a!), b: tf.reverse(b!, 0) }),
    "from all entries": ({ a, b }) => ({ a: tf.sub(a!, tf.sum(a!)), b: tf.div(tf.softmax(b!), b!) }),
    "from a product": ({ a, b }) => {
      const rows = tf.reshape(a!, [2, 2]);
      return { a: tf.add(a!, tf.reshape(tf.matMul(rows, rows), [4])), b: tf.sub(b!, a!) };
    },
    "from other axes": ({ a, b }) => {
      const rows = tf.reshape(a!, [2, 2]);
      return { a: tf.reshape(tf.add(rows, tf.transpose(rows)), [4]), b: tf.add(b!, tf.square(a!)) };
    },
    "as it was": ({ a, b }) => ({ a: a!, b: tf.sub(b!, a!), old: a! }),
  };
  for (const [name, fn] of Object.entries(functions)) {
    for (const carried of [undefined, ["a", "b"]]) {
      const program = await engine.compile(fn, {
        inputs: { a: [4], b: [4], step: [] },
        ...carried === undefined ? {} : { carried },
      });
      const [a, b, step] = [normals32(4, "a"), normals32(4, "b"), new Float32Array(1)];
      const expected = await program.run({ a, b, step });
      const both = { a: a.slice(), b: b.slice() };
      assertEquals(await program.run({ ...both, step }, both), expected, `${name}, into both`);
      assertEquals([both.a, both.b], [expected["a"], expected["b"]], name);
      // the memory of both, the other way round
      const crossed = { a: a.slice(), b: b.slice() };
      const found = await program.run({ ...crossed, step }, { a: crossed.b, b: crossed.a });
      assertEquals(found, expected, `${name}, into the other`);
      await program.dispose();
    }
  }
});

/** A state that every step changes by what the step is given, and what a step tells of it. */
const counting: TensorFunction = ({ sum, last, by, factor }) => ({
  sum: tf.add(tf.mul(sum!, factor!), by!),
  last: sum!,
  sine: tf.sin(sum!),
  total: tf.sum(tf.mul(sum!, by!)),
  by: tf.neg(by!),
  before: last!,
});
const countingSignature: Signature = { inputs: { sum: [2, 3], last: [2, 3], by: [2, 3], factor: [] } };

everyEngine("repeats a function with the same bits as several calls", async (engine) => {
  const once = await engine.compile(counting, countingSignature);
  const often = await engine.compile(counting, { ...countingSignature, carried: ["last", "sum"] });
  for (const times of [1, 2, 5]) {
    const [sum, last] = [normals32(6, "sum"), normals32(6, "last")];
    const [by, factor] = [normals32(6 * times, "by"), normals32(times, "factor")];
    const expected: Record<string, number[]> = { sine: [], total: [], by: [], before: [] };
    let state: Arrays = { sum, last };
    for (let i = 0; i < times; i++) {
      const given = { by: by.subarray(6 * i, 6 * (i + 1)), factor: factor.subarray(i, i + 1) };
      const { sum, last, ...others } = await once.run({ ...state, ...given });
      state = { sum: sum!, last: last! };
      for (const [name, values] of Object.entries(others)) expected[name]!.push(...values);
    }
    const stacked = Object.entries(expected).map(([name, values]) => [name, Float32Array.from(values)]);
    assertEquals(
      await often.run({ sum, last, by, factor }),
      { ...state, ...Object.fromEntries(stacked) },
      `${times} times`,
    );
    const into = { sum: sum.slice(), last: last.slice(), total: new Float32Array(times) };
    assertEquals(await often.run({ ...into, by, factor }, into), await often.run({ sum, last, by, factor }));
    assertEquals([into.sum, into.total], [state["sum"], Float32Array.from(expected["total"]!)]);
  }
  await once.dispose();
  await often.dispose();
});

everyEngine("repeats a function that carries nothing", async (engine) => {
  const program = await engine.compile(({ x }) => ({ y: tf.square(x!) }), { inputs: { x: [] }, carried: [] });
  assertEquals(await program.run({ x: Float32Array.of(1, 2, 3) }), { y: Float32Array.of(1, 4, 9) });
  await program.dispose();
});

everyEngine("refuses inputs that are not for as many times, and goes on", async (engine) => {
  const program = await engine.compile(counting, { ...countingSignature, carried: ["last", "sum"] });
  const state = { sum: new Float32Array(6), last: new Float32Array(6) };
  const by = new Float32Array(12);
  const refused = async (inputs: Arrays, message: string) =>
    assertTrue(await assertFails(() => program.run(inputs), message) instanceof RangeError);
  await refused({ ...state, by, factor: new Float32Array(3) }, '"factor" must have 2 entries, got 3');
  await refused({ ...state, by: new Float32Array(13), factor: by }, '"by" must have 12 entries, got 13');
  await refused({ ...state, by: new Float32Array(), factor: by }, '"by" must have 6 entries, got 0');
  await refused({ ...state, by }, '"factor" must have 2 entries, got no array');
  await refused({ ...state, sum: by, by, factor: by }, '"sum" must have 6 entries, got 12');
  assertEquals((await program.run({ ...state, by, factor: new Float32Array(2) }))["total"]!.length, 2);
  await program.dispose();
});

everyEngine("refuses to carry what does not come out as it goes in", async (engine) => {
  const refused = async (fn: TensorFunction, carried: string[], message: string) => {
    const error = await assertFails(async () => {
      const program = await engine.compile(fn, { inputs: { a: [3], x: [2] }, carried });
      await program.run({ a: new Float32Array(3), x: new Float32Array(2) });
    }, message);
    assertTrue(error instanceof Failure);
  };
  const shape = "an input of shape [3] and an output of shape ";
  await refused(({ a }) => ({ b: a! }), ["a"], `Cannot carry "a": ${CARRIED}${shape}none`);
  await refused(({ a }) => ({ a: tf.sum(a!) }), ["a"], `${shape}[]`);
  await refused(({ a }) => ({ b: a! }), ["b"], "an input of shape none and an output of shape [3]");
  await refused(({ a, x }) => ({ a: a!, x: x! }), ["a", "x"], "nothing says how often");
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

import type { Signature, TensorFunction } from "../../lib/engines/engine.ts";
import { lowerings } from "../../lib/engines/onnx/lowerings/mod.ts";
import { trace } from "../../lib/engines/onnx/trace.ts";
import { Failure } from "../../lib/failure.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Tensor } from "../../lib/tensor/types.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";

const image: Signature = { inputs: { x: [1, 4, 4, 3] } };

/** What is said about a function that cannot be traced. */
async function complaint(fn: (x: Tensor) => Tensor): Promise<string> {
  const error = await assertFails(() => trace(({ x }) => ({ y: fn(x!) }), image, 0), "");
  assertTrue(error instanceof Failure, `${error.name} is no Failure`);
  return error.message;
}

/** A convolution with a bias, its squared sum, and the gradients of that. */
const learning: TensorFunction = ({ x, filter, bias }) => {
  const loss = (filter: Tensor, bias: Tensor) =>
    tf.sum(tf.square(tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same"), bias))));
  const { value, grads } = tf.valueAndGrads(loss as (...inputs: Tensor[]) => tf.Scalar)([filter!, bias!]);
  return { loss: value, filter: grads[0]!, bias: grads[1]! };
};
const learningSignature: Signature = {
  inputs: { x: [16, 4, 4, 3], filter: [3, 3, 3, 16], bias: [16] },
};

Deno.test("reading a value while tracing fails with the last operation's name", async () => {
  const advice = "must be made of tensor operations alone";
  for (
    const read of [
      (y: Tensor) => y.dataSync(),
      (y: Tensor) => y.arraySync(),
      (y: Tensor) => y.toString(),
    ]
  ) {
    const message = await complaint((x) => {
      read(tf.tanh(tf.square(x)));
      return x;
    });
    assertTrue(message.includes("was read while tracing, after the operation Tanh"), message);
    assertTrue(message.includes(advice), message);
  }
  const first = await complaint((x) => {
    x.dataSync();
    return x;
  });
  assertTrue(first.includes("before the first operation"), first);
});

Deno.test("reading a value without waiting for it is refused too", async () => {
  const readings: Promise<unknown>[] = [];
  trace(
    ({ x }) => {
      readings.push(tf.exp(x!).data().catch((error) => error));
      return { y: x! };
    },
    image,
    0,
  );
  const error = await readings[0];
  assertTrue(error instanceof Failure && error.message.includes("after the operation Exp"), `${error}`);
});

Deno.test("an operation without a lowering fails with its name and those that there are", async () => {
  const unsupported: Readonly<Record<string, (x: Tensor) => Tensor>> = {
    ResizeBilinear: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [8, 8]),
    Complex: (x) => tf.spectral.fft(tf.complex(x, x)),
    Mod: (x) => tf.mod(x, 2),
  };
  for (const [kernel, fn] of Object.entries(unsupported)) {
    const message = await complaint(fn);
    assertTrue(message.includes(`no lowering for the TensorFlow.js operation ${kernel}. `), message);
    assertTrue(message.includes(`It has: ${Object.keys(lowerings).sort().join(", ")}`), message);
  }
});

Deno.test("what a lowering does not take fails with what it expects", async () => {
  const wrong: readonly [(x: Tensor) => Tensor, string][] = [
    [
      (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [6, 6]),
      "from 4×4 to 6×6: expected a whole multiple",
    ],
    [(x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [8, 8], true), "alignCorners"],
    [(x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 0, "ceil"), "dimRoundingMode ceil: expected floor"],
    [(x) => tf.conv2d(x as tf.Tensor4D, tf.ones([1, 1, 4, 2]), 1, "same", "NCHW"), "expected NHWC"],
    [(x) => tf.gather(x, tf.zeros([1, 2], "int32"), 1, 1), "batchDims"],
  ];
  for (const [fn, text] of wrong) {
    await assertFails(() => trace(({ x }) => ({ y: fn(x!) }), image, 0), text);
  }
});

Deno.test("a tensor made outside is taken in as a constant, in every trace, and stays what it was", () => {
  const table = tensor([1, 2, 3], [3]);
  const whole = tf.tensor([4, 5, 6], [3], "int32");
  const column = tf.reshape(table, [3, 1]);
  const fn: TensorFunction = ({ x }) => {
    const sum = tf.add(tf.add(x!, table), tf.cast(whole, "float32"));
    return { y: tf.mul(sum, tf.sum(tf.matMul(tf.reshape(table, [1, 3]), column))) };
  };
  for (let time = 0; time < 2; time++) {
    const text = trace(fn, image, 0).toString();
    assertTrue(text.includes("Add(x, [1,2,3])"), text);
    assertTrue(text.includes("Cast([4,5,6])"), text);
    assertTrue(/Gemm\(\S+, \[1,2,3\]\)/.test(text), text);
    assertEquals([...tf.square(table).dataSync()], [1, 4, 9]);
    trace(fn, image, 0);
    assertEquals([...table.dataSync(), ...whole.dataSync()], [1, 2, 3, 4, 5, 6]);
  }
});

Deno.test("a tensor made of numbers inside can be read, since its value is known", () => {
  const graph = trace(({ x }) => ({ y: tf.mul(x!, tf.tensor1d([2, 3]).dataSync()[1]!) }), image, 0);
  assertTrue(graph.toString().includes("Mul(x, [3])"), graph.toString());
});

Deno.test("a large tensor that is used twice is one constant", () => {
  const large = tensor(normals32(100, "large"), [100]);
  const graph = trace(({ x }) => ({ y: tf.mul(tf.add(x!, large), large) }), { inputs: { x: [100] } }, 0);
  assertEquals([...graph.constants.values()].map(({ bytes }) => bytes.length), [400]);
});

Deno.test("a tensor of an earlier trace cannot be used in another", async () => {
  const kept: Tensor[] = [];
  trace(
    ({ x }) => {
      kept.push(tf.keep(tf.neg(x!)));
      return { y: x! };
    },
    image,
    0,
  );
  assertTrue((await complaint((x) => tf.add(x, kept[0]!))).includes("earlier trace"));
});

Deno.test("the backend is what it was afterwards, also after an error, and gradients still work", async () => {
  const outer = tf.getBackend();
  trace(learning, learningSignature, 16);
  assertEquals(tf.getBackend(), outer);
  await complaint((x) => tf.grad((x) => tf.sum(tf.mod(x, 2)))(x));
  assertEquals(tf.getBackend(), outer);
  assertEquals([...tf.grad((x) => tf.square(x))(tensor([3], [1])).dataSync()], [6]);
});

Deno.test("a trace leaves no tensors behind", () => {
  const before = tf.memory().numTensors;
  trace(learning, learningSignature, 16);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("the same function gives the same graph", () => {
  for (const blockSize of [0, 8, 16]) {
    const text = trace(learning, learningSignature, blockSize).toString();
    assertEquals(trace(learning, learningSignature, blockSize).toString(), text);
    assertEquals(text.includes("nchwc"), blockSize > 0);
  }
});

Deno.test("inputs, outputs and constants keep their names and shapes", () => {
  const graph = trace(({ a, b }) => ({ sum: tf.add(a!, b!), a: tf.neg(a!), count: tf.argMax(a!) }), {
    inputs: { a: [2] },
    constants: { b: { shape: [2], data: Float32Array.of(7, 8) } },
  }, 0);
  assertEquals(
    graph.toString(),
    [
      "input a: [2]",
      "v1 = Add(a, [7,8])",
      "v2 = Neg(a)",
      "v3 = ArgMax(a) axis=0 keepdims=0",
      "v4 = Cast(v3) to=6",
      "v5 = Cast(v4) to=1",
      "output sum: [2] = v1",
      "output a': [2] = v2",
      "output count: [] = v5",
    ].join("\n"),
  );
});

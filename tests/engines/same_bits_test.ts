import type { Network } from "../../lib/architectures/architecture.ts";
import { mlp } from "../../lib/architectures/mlp.ts";
import { plainCnn } from "../../lib/architectures/plain_cnn.ts";
import { unet } from "../../lib/architectures/unet.ts";
import { eager } from "../../lib/engines/eager.ts";
import type { Arrays, Engine, TensorFunction } from "../../lib/engines/engine.ts";
import { onnx } from "../../lib/engines/onnx.ts";
import { inPlace } from "../../lib/engines/onnx/in_place.ts";
import { trace } from "../../lib/engines/onnx/trace.ts";
import { activation } from "../../lib/layers/activation.ts";
import { meanSquare } from "../../lib/losses/mean_square.ts";
import { adam } from "../../lib/optimizers/adam.ts";
import { parameterCount } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Shape, Tensor } from "../../lib/tensor/types.ts";
import { stateNames, trainStep } from "../../lib/training/step.ts";
import { assertAllClose, assertEquals, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { allowed } from "../support/permissions.ts";

interface Training {
  readonly name: string;
  readonly network: Network;
  readonly shape: Shape;
  readonly batchSize: number;
}

const trainings: readonly Training[] = [
  {
    name: "an mlp",
    network: mlp.create({ width: 64, hiddenLayers: 3, activation: "selu" }).build({ shape: [2] }),
    shape: [2],
    batchSize: 128,
  },
  {
    name: "a convolutional network",
    network: plainCnn.create({ channels: [16, 32] }).build({ shape: [8, 8, 1] }),
    shape: [8, 8, 1],
    batchSize: 16,
  },
  {
    name: "a U-Net with attention",
    network: unet.create({ channels: 16, channelMultipliers: [1, 2], attentionResolutions: [4], groups: 8 })
      .build({ shape: [8, 8, 3] }),
    shape: [8, 8, 3],
    batchSize: 16,
  },
];

const optimizer = adam.create(adam.options.parse({}));

/** The training step. */
function stepOf({ network, shape, batchSize }: Training): ReturnType<typeof trainStep> {
  return trainStep({
    network,
    loss: meanSquare.create({}),
    optimizer,
    target: { heads: 1, isScaled: false },
    shape,
    batchSize,
    clipNorm: 0.01,
  });
}

/** Something to start from. */
function stateOf({ network }: Training): Arrays {
  const length = parameterCount(network.parameters);
  return {
    ...Object.fromEntries(stateNames(optimizer).map((name) => [name, new Float32Array(length)])),
    params: normals32(length, "params").map((value) => 0.1 * value),
  };
}

/** A batch for some steps, one after the other, and their coefficients. */
function batchOf({ shape, batchSize }: Training, steps: number): Arrays {
  const rates = Array.from({ length: steps }, (_, i) => [0.5, ...optimizer.coefficients(i + 1, 1)]);
  return {
    xt: normals32(steps * batchSize * sizeOf(shape), "xt"),
    t: normals32(steps * batchSize, "t").map((z) => 1 / (1 + Math.exp(-z))),
    regressand: normals32(steps * batchSize * sizeOf(shape), "regressand"),
    share: new Float32Array(steps * batchSize).fill(1 / batchSize),
    coefficients: Float32Array.from(rates.flat()),
  };
}

/** The state after one training step, its loss and errors. */
async function trained(engine: Engine, training: Training): Promise<Arrays> {
  const { step, signature } = stepOf(training);
  const program = await engine.compile(step, signature);
  const state = await program.run({ ...stateOf(training), ...batchOf(training, 1) });
  await program.dispose();
  return state;
}

for (const training of trainings) {
  Deno.test({
    name: `a training step of ${training.name} has the same bits on one thread and on two`,
    ignore: !allowed("read", "env", "ffi", "sys"),
    async fn() {
      const one = await trained(onnx.create({ threads: 1 }), training);
      const two = await trained(onnx.create({ threads: 2 }), training);
      assertTrue(one["params"]!.every((value) => Number.isFinite(value)));
      assertEquals(two, one);
    },
  });
}

// the third takes several times as long, and its operations are those of the second and of matrices
for (const training of trainings.slice(0, 2)) {
  Deno.test({
    name: `steps of ${training.name} have the same bits one by one, in place and several in a call`,
    ignore: !allowed("read", "env", "ffi", "sys"),
    async fn() {
      const { step, signature } = stepOf(training);
      const engine = onnx.create({ threads: 2 });
      const single = await engine.compile(step, signature);
      const several = await engine.compile(step, { ...signature, carried: stateNames(optimizer) });
      const counts = [1, 3, 2];
      const batch = batchOf(training, 6);
      const cut = (first: number, count: number): Arrays =>
        mapped(batch, (all) => all.subarray(first * all.length / 6, (first + count) * all.length / 6));
      let expected = stateOf(training);
      const [inPlace, grouped] = [stateOf(training), stateOf(training)];
      let done = 0;
      for (const count of counts) {
        const found = await several.run({ ...grouped, ...cut(done, count) }, grouped);
        for (let place = 0; place < count; place++, done++) {
          const { loss, errors, ...state } = await single.run({ ...expected, ...cut(done, 1) });
          expected = state;
          assertEquals(found["loss"]![place], loss![0]);
          assertEquals(found["errors"]!.slice(place * errors!.length, (place + 1) * errors!.length), errors);
          await single.run({ ...inPlace, ...cut(done, 1) }, inPlace);
          assertEquals(inPlace, expected);
        }
        assertEquals(grouped, expected);
      }
      await single.dispose();
      await several.dispose();
    },
  });
}

for (const training of trainings) {
  Deno.test(`the state of ${training.name} is written where it is read, without a copy`, () => {
    const { step, signature } = stepOf(training);
    for (const blockSize of [0, 16]) {
      const places = inPlace(trace(step, signature, blockSize));
      for (const name of stateNames(optimizer)) assertTrue(places.get(`${name}'`)!.has(name), name);
    }
  });
}

/** What a function makes of every array. */
function mapped(arrays: Arrays, change: (array: Float32Array) => Float32Array): Arrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, change(array)]));
}

/** Functions of one entry that a network or a loss may use; the runtime's arc functions keep all bits but one. */
const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  cos: tf.cos,
  elu: tf.elu,
  erf: tf.erf,
  exp: tf.exp,
  expm1: tf.expm1,
  leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  log: (x) => tf.log(tf.abs(x)),
  log1p: (x) => tf.log1p(tf.abs(x)),
  pow: (x) => tf.pow(tf.abs(x), 1.7),
  rsqrt: (x) => tf.rsqrt(tf.abs(x)),
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  silu: (x) => activation("silu").apply(new Map(), x),
  sin: tf.sin,
  softplus: tf.softplus,
  tanh: tf.tanh,
};

Deno.test({
  name: "an entry has the same bits wherever it stands and however many there are",
  ignore: !allowed("read", "env", "ffi", "sys"),
  async fn() {
    const all = normals32(5000, "entries");
    const fn: TensorFunction = ({ x }) =>
      Object.fromEntries(Object.entries(functions).map(([name, f]) => [name, f(x!)]));
    const run = async (x: Float32Array) => {
      const program = await onnx.create({ threads: 2 }).compile(fn, { inputs: { x: [x.length] } });
      const answer = await program.run({ x });
      await program.dispose();
      return answer;
    };
    const expected = await run(all);
    for (const [first, count] of [[0, 1], [3, 7], [100, 15], [1, 37], [17, 1023], [5, 4093]] as const) {
      const part = await run(all.slice(first, first + count));
      for (const [name, values] of Object.entries(part)) {
        assertEquals(values, expected[name]!.slice(first, first + count), `${name} of ${count}`);
      }
    }
    const reference = await eager.create({ backend: "cpu" }).compile(fn, { inputs: { x: [all.length] } });
    for (const [name, values] of Object.entries(await reference.run({ x: all }))) {
      // float32, with a few roundings of numbers up to the largest
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      assertAllClose(expected[name]!, values, 1e-6 * largest, name);
    }
    await reference.dispose();
  },
});

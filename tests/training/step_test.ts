import { mlp } from "../../lib/architectures/mlp.ts";
import { eager } from "../../lib/engines/eager.ts";
import { trace } from "../../lib/engines/onnx/trace.ts";
import { meanSquare } from "../../lib/losses/mean_square.ts";
import { adam } from "../../lib/optimizers/adam.ts";
import type { Optimizer } from "../../lib/optimizers/optimizer.ts";
import { named, parameterCount, unflatten } from "../../lib/tensor/parameters.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { clipNorm } from "../../lib/training/clip_norm.ts";
import { objective } from "../../lib/training/objective.ts";
import { stateNames, trainStep } from "../../lib/training/step.ts";
import { assertAllClose, assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";

/** Descends the gradient itself, and carries the last one along. */
const descent: Optimizer = {
  slots: ["last"],
  coefficients: () => [0.5],
  update: (params, gradient, _, [rate]) => ({
    params: tf.sub(params, tf.mul(gradient, rate!)),
    state: { last: gradient },
  }),
};

const network = mlp.create({ width: 4, hiddenLayers: 1, activation: "tanh" }).build({
  shape: [2],
});
const loss = meanSquare.create({});
const length = parameterCount(network.parameters);
const target = { heads: 1, isScaled: false };
const parts = { network, loss, optimizer: descent, target, shape: [2], batchSize: 3 };
const inputs = {
  params: normals32(length, "params"),
  ema: normals32(length, "ema"),
  last: new Float32Array(length),
  xt: normals32(6, "xt"),
  t: Float32Array.of(0.1, 0.5, 0.9),
  regressand: normals32(6, "regressand"),
  share: new Float32Array(3).fill(1 / 3),
  coefficients: Float32Array.of(0.25, 0.5),
};

Deno.test("a training step carries the parameters, their average and the optimizer's vectors", () => {
  assertEquals([...stateNames(descent)], ["params", "ema", "last"]);
  assertEquals(trainStep(parts).signature, {
    inputs: {
      params: [length],
      ema: [length],
      last: [length],
      xt: [3, 2],
      t: [3],
      regressand: [3, 2],
      share: [3],
      coefficients: [2],
    },
  });
  const { signature } = trainStep({ ...parts, optimizer: adam.create(adam.options.parse({})) });
  assertEquals(signature.inputs["coefficients"], [3]);
  const { inputs: scaled } = trainStep({ ...parts, target: { heads: 2, isScaled: true } }).signature;
  assertEquals([scaled["regressand"], scaled["share"], scaled["scale"]], [[6, 2], [6], [6]]);
});

/** What the step of {@link descent} found as the gradient, and the parameters that it made of it. */
async function descended(clipNorm?: number): Promise<{ gradient: Float32Array; params: Float32Array }> {
  const { step, signature } = trainStep({ ...parts, clipNorm });
  const program = await eager.create({ backend: "cpu" }).compile(step, signature);
  const { last, params } = await program.run(inputs);
  await program.dispose();
  return { gradient: last!, params: params! };
}

const { gradient: unclipped, params: unlimited } = await descended();
const norm = Math.hypot(...unclipped);

Deno.test("a gradient that is longer than the limit is shortened to it, in its own direction", async () => {
  for (const limit of [1e-3 * norm, 0.5 * norm, 0.999 * norm]) {
    const { gradient, params } = await descended(limit);
    // The sum of the squares and three operations after it, each rounded to 2⁻²⁴ of its result.
    assertClose(Math.hypot(...gradient) / limit, 1, 5e-7);
    assertAllClose(gradient, unclipped.map((slope) => slope * limit / norm), 5e-7 * limit);
    // Numbers below 4, rounded to 2⁻²³.
    assertAllClose(params, inputs.params.map((value, i) => value - 0.5 * gradient[i]!), 2 ** -22);
  }
});

Deno.test("a gradient that is not longer than the limit keeps every bit, and so does one of 0", async () => {
  for (const limit of [1.001 * norm, 1e6]) {
    assertEquals(await descended(limit), { gradient: unclipped, params: unlimited });
  }
  const [clipped] = clipNorm([tensor([0, 0], [2])], 1);
  assertEquals(clipped!.dataSync(), Float32Array.of(0, 0));
});

Deno.test("a training step without a limit computes no norm", () => {
  const roots = (clipNorm?: number) => {
    const { step, signature } = trainStep({ ...parts, clipNorm });
    return trace(step, signature, 0).nodes().filter(({ op }) => op === "Sqrt").length;
  };
  assertEquals([roots(), roots(1)], [0, 1]);
});

Deno.test("a training step hands the objective's gradient to the optimizer, and averages what it makes of it", async () => {
  const { step, signature } = trainStep(parts);
  const program = await eager.create({ backend: "cpu" }).compile(step, signature);
  const outputs = await program.run(inputs);
  assertEquals(Object.keys(outputs).sort(), ["ema", "errors", "last", "loss", "params"]);

  const question = {
    xt: tensor(inputs.xt, [3, 2]),
    t: tensor(inputs.t, [3]),
    regressand: tensor(inputs.regressand, [3, 2]),
    share: tensor(inputs.share, [3]),
  };
  const of = (flat: tf.Tensor) => {
    const params = named(network.parameters, unflatten(network.parameters, flat));
    return objective(network, loss, params, question).loss as tf.Scalar;
  };
  const { value, grad } = tf.valueAndGrad(of)(tensor(inputs.params, [length]));
  const gradient = grad.dataSync();
  // The same operations up to the order of sums, in float32 on numbers of order 1.
  assertAllClose(outputs["loss"]!, value.dataSync(), 1e-6, "loss");
  const errors = objective(
    network,
    loss,
    named(network.parameters, unflatten(network.parameters, tensor(inputs.params, [length]))),
    question,
  ).errors;
  assertAllClose(outputs["errors"]!, errors.dataSync(), 1e-6, "errors");
  assertAllClose(outputs["last"]!, gradient, 1e-6, "the gradient");
  assertTrue(gradient.every((slope) => slope !== 0));
  const moved = inputs.params.map((value, i) => value - 0.5 * gradient[i]!);
  assertAllClose(outputs["params"]!, moved, 1e-6, "params");
  const average = inputs.ema.map((value, i) => value + 0.25 * (moved[i]! - value));
  assertAllClose(outputs["ema"]!, average, 1e-6, "ema");
  assertEquals(inputs.params, normals32(length, "params"), "the inputs stay as they are");
  await program.dispose();
});

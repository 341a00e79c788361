import type { Network } from "../../lib/architectures/architecture.ts";
import { mlp } from "../../lib/architectures/mlp.ts";
import { eager } from "../../lib/engines/eager.ts";
import type { Arrays, Engine, Signature } from "../../lib/engines/engine.ts";
import { onnx } from "../../lib/engines/onnx.ts";
import { brownianBridge } from "../../lib/gammas/brownian_bridge.ts";
import { meanSquare } from "../../lib/losses/mean_square.ts";
import { adam } from "../../lib/optimizers/adam.ts";
import { interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { velocity } from "../../lib/targets/velocity.ts";
import { velocityAndScore } from "../../lib/targets/velocity_and_score.ts";
import { expandTime } from "../../lib/tensor/expand_time.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { batches } from "../../lib/training/batch.ts";
import { initialState } from "../../lib/training/initial_state.ts";
import { trainStep } from "../../lib/training/step.ts";
import { compileStep, type StepResult } from "../../lib/training/step_program.ts";
import { assertAllClose, assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import { batchParts, countingExamples } from "./parts.ts";

const target = velocityAndScore.create({ smallestTime: 0, largestTime: 1 });
const inner = mlp.create(mlp.options.parse({ width: 8, hiddenLayers: 1, activation: "tanh" }))
  .build({ shape: [2], heads: 2 }) as Network;

/** A perceptron of two heads that is told the class and drops coordinates, so that a batch has every kind of array. */
const network: Network = {
  parameters: inner.parameters,
  takesClass: true,
  dropouts: [{ name: "first", shape: [2], rate: 0.25 }],
  apply: (params, x, t, { label, masks } = {}) =>
    tf.add(inner.apply(params, tf.mul(x, masks!.get("first")!), t), expandTime(label!, 2)),
};

const LIMIT = 0.01;
const batchSize = 8;
const optimizer = adam.create(adam.options.parse({ learningRate: 0.01 }));
const parts = {
  network,
  loss: meanSquare.create({}),
  optimizer,
  target,
  shape: [2],
  batchSize,
  clipNorm: LIMIT,
};

/** What a call of a step program leaves behind. */
interface Done extends StepResult {
  readonly vectors: Arrays;
}

/** Some steps, the batch of each worked off in portions; a call for every number of steps. */
async function steps(engine: Engine, portions: number, counts: readonly number[]): Promise<Done[]> {
  const batch = batches(batchParts({
    target,
    interpolant: interpolant(linear.create({}), brownianBridge.create({ scale: 1 })),
    classes: 3,
    examples: { ...countingExamples(10), label: (index) => index % 3 },
    dropouts: network.dropouts,
    batchSize,
  }));
  const program = await compileStep(engine, parts, portions);
  const results: Done[] = [];
  const vectors = initialState(network, optimizer, 1);
  let done = 0;
  for (const count of counts) {
    const found = await program.run(vectors, count, (place) => {
      const step = done + place + 1;
      const coefficients = Float32Array.of(0.1, ...optimizer.coefficients(step, 1));
      return { batch: batch(step).inputs, coefficients };
    });
    results.push({ ...found, vectors: structuredClone(vectors) });
    done += count;
  }
  await program.dispose();
  return results;
}

const SIX = [1, 1, 1, 1, 1, 1];

const ENGINES = [
  { name: "eager", engine: eager.create({ backend: "cpu" }), needs: [] },
  { name: "onnx", engine: onnx.create({ threads: 1 }), needs: ["env", "ffi", "sys"] as const },
];

for (const { name, engine, needs } of ENGINES) {
  Deno.test({
    name: `steps in portions are those of whole batches up to the rounding of sums, on the ${name} engine`,
    ignore: !allowed("read", ...needs),
    async fn() {
      const whole = await steps(engine, 1, SIX);
      for (const portions of [2, 4, 8]) {
        const found = await steps(engine, portions, SIX);
        found.forEach(({ losses, errors, vectors }, i) => {
          const expected = whole[i]!;
          assertEquals(errors.length, 2 * batchSize);
          // Sums of tens of numbers of order 10, each rounded to 2⁻²⁴ of itself.
          assertClose(losses[0]! / expected.losses[0]!, 1, 1e-5, `loss of step ${i + 1}`);
          assertAllClose(errors, expected.errors, 1e-4, "errors");
          for (const vector of ["params", "ema"]) {
            // Adam makes steps of up to 0.01 of gradients of any size: of the smallest, rounding is a larger part.
            assertAllClose(vectors[vector]!, expected.vectors[vector]!, 1e-4, `${vector} after ${i + 1}`);
          }
          assertAllClose(vectors["mean"]!, expected.vectors["mean"]!, 1e-5 * LIMIT, "mean gradient");
        });
      }
      const moved = whole.at(-1)!.vectors["params"]!.filter((value, i) =>
        Math.abs(value - whole[0]!.vectors["params"]![i]!) > 0.01
      );
      assertTrue(moved.length > 0, "the steps are larger than the tolerance");
    },
  });
}

for (const { name, engine, needs } of ENGINES) {
  Deno.test({
    name: `steps that are done in one call have the same bits as one after the other, on the ${name} engine`,
    ignore: !allowed("read", ...needs),
    async fn() {
      const single = await steps(engine, 1, SIX);
      for (const counts of [[6], [1, 2, 3], [4, 1, 1]]) {
        const grouped = await steps(engine, 1, counts);
        assertEquals(
          grouped.flatMap(({ losses }) => [...losses]),
          single.flatMap(({ losses }) => [...losses]),
        );
        let done = 0;
        for (const [i, count] of counts.entries()) {
          done += count;
          assertEquals(grouped[i]!.vectors, single[done - 1]!.vectors);
          assertEquals(grouped[i]!.errors, single[done - 1]!.errors);
        }
      }
    },
  });
}

Deno.test("the gradient is clipped once, as that of the whole batch", async () => {
  const { vectors } = (await steps(eager.create({ backend: "cpu" }), 4, [1]))[0]!;
  // Adam's mean is a tenth of the first gradient, whose norm was above the limit.
  assertClose(Math.hypot(...vectors["mean"]!) / (0.1 * LIMIT), 1, 1e-5);
});

Deno.test("a batch in portions is compiled for the examples of a portion", async () => {
  const signatures: Signature[] = [];
  const engine: Engine = {
    describe: () => Promise.resolve({}),
    compile(_, signature) {
      signatures.push(signature);
      return Promise.resolve({ run: () => Promise.resolve({}), dispose: () => Promise.resolve() });
    },
  };
  await compileStep(engine, parts, 4);
  const [gradient, update] = signatures.map(({ inputs }) => inputs);
  assertEquals([gradient!["xt"], gradient!["regressand"]], [[2, 2], [4, 2]]);
  assertEquals(Object.keys(update!).sort(), [
    "coefficients",
    "ema",
    "gradient",
    "mean",
    "meanSquare",
    "params",
  ]);
});

for (const { name, engine, needs } of ENGINES.slice(1)) {
  Deno.test({
    name: `a step of a large network, gradient and update apart, is the whole step, on the ${name} engine`,
    ignore: !allowed("read", ...needs),
    async fn() {
      const large = mlp.create(mlp.options.parse({ width: 1024, hiddenLayers: 2, activation: "silu" }))
        .build({ shape: [2] }) as Network;
      const target = velocity.create({ smallestTime: 0, largestTime: 1 });
      for (const clipNorm of [undefined, LIMIT]) {
        const whole = { ...parts, network: large, target, clipNorm };
        const batch = batches(batchParts({ target, examples: countingExamples(10), batchSize }))(1).inputs;
        const coefficients = Float32Array.of(0.1, ...optimizer.coefficients(1, 1));
        const { step, signature } = trainStep(whole);
        const program = await engine.compile(step, signature);
        const expected = await program.run({ ...initialState(large, optimizer, 1), ...batch, coefficients });
        await program.dispose();

        const vectors = initialState(large, optimizer, 1);
        const apart = await compileStep(engine, whole, 1);
        const { losses, errors } = await apart.run(vectors, 1, () => ({ batch, coefficients }));
        await apart.dispose();
        assertClose(losses[0]! / expected["loss"]![0]!, 1, 1e-6, "loss");
        assertAllClose(errors, expected["errors"]!, 1e-5 * Math.max(...errors), "errors");
        // What is summed in another order, the norm of a million entries, is rounded to some 2⁻²⁰ of itself.
        const size = expected["mean"]!.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
        assertAllClose(vectors["mean"]!, expected["mean"]!, 1e-5 * size, "mean gradient");
        const initial = initialState(large, optimizer, 1)["params"]!;
        assertTrue(
          vectors["params"]!.some((value, i) => Math.abs(value - initial[i]!) > 0.005),
          "Adam's first step is of the size of the learning rate",
        );
      }
    },
  });
}

import type { Network } from "../../lib/architectures/architecture.ts";
import { mlp } from "../../lib/architectures/mlp.ts";
import { eager } from "../../lib/engines/eager.ts";
import type { Arrays, Engine } from "../../lib/engines/engine.ts";
import { onnx } from "../../lib/engines/onnx.ts";
import { meanSquare } from "../../lib/losses/mean_square.ts";
import type { Optimizer } from "../../lib/optimizers/optimizer.ts";
import { openNetwork } from "../../lib/sampling/network_field.ts";
import { openSlopes } from "../../lib/sampling/network_slopes.ts";
import { parameterCount } from "../../lib/tensor/parameters.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { trainStep } from "../../lib/training/step.ts";
import { assertEquals } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { allowed } from "../support/permissions.ts";
import { assertSame } from "./compare.ts";

type Options = Parameters<typeof mlp.create>[0];

const variants: readonly [title: string, options: Options][] = [
  ["timeFeatures", { timeFeatures: 10 }],
  ["fourierFeatures", { fourierFeatures: 14 }],
  ["residual blocks", { residual: true }],
  ["all of them", { timeFeatures: 6, fourierFeatures: 10, residual: true }],
];

const [SIZE, BATCH] = [2, 16];
const x = normals32(BATCH * SIZE, "x");
const t = normals32(BATCH, "t").map((z) => 1 / (1 + Math.exp(-z)));

function weightsOf({ parameters }: Network): Float32Array {
  return normals32(parameterCount(parameters), "weights").map((weight) => 0.2 * weight);
}

/** Descends the gradient itself, so that a step shows it, whatever its size. */
const descent: Optimizer = {
  slots: [],
  coefficients: () => [1],
  update: (params, gradient, _, [rate]) => ({
    params: tf.sub(params, tf.mul(gradient, rate!)),
    state: {},
  }),
};

/** The state after one training step. */
async function trained(engine: Engine, network: Network, heads: number): Promise<Arrays> {
  const { step, signature } = trainStep({
    network,
    loss: meanSquare.create({}),
    optimizer: descent,
    target: { heads, isScaled: false },
    shape: [SIZE],
    batchSize: BATCH,
  });
  const program = await engine.compile(step, signature);
  const params = weightsOf(network);
  const state = await program.run({
    params,
    ema: params,
    xt: x,
    t,
    regressand: normals32(heads * BATCH * SIZE, "regressand"),
    share: new Float32Array(heads * BATCH).fill(1 / (heads * BATCH)),
    coefficients: Float32Array.of(0.5, 1),
  });
  await program.dispose();
  return state;
}

for (const [title, options] of variants) {
  for (const heads of [1, 2]) {
    const network = mlp.create({ width: 50, hiddenLayers: 3, activation: "tanh", ...options })
      .build({ shape: [SIZE], heads });
    const subject = { network, weights: weightsOf(network), shape: [SIZE], heads };

    Deno.test({
      name:
        `the engines agree on an mlp with ${title}, answering ${heads}-fold, and on a training step of it`,
      ignore: !allowed("read", "env", "ffi", "sys"),
      async fn() {
        const engines = [eager.create({ backend: "cpu" }), onnx.create({ threads: 1 })];
        const answers = await Promise.all(engines.map(async (engine) => {
          const { call, dispose } = openNetwork(engine, subject, BATCH);
          const outputs = await call(x, Float64Array.from(t));
          await dispose();
          return Object.fromEntries(outputs.map((output, head) => [`head ${head}`, output]));
        }));
        assertSame(answers[1]!, answers[0]!);
        const states = await Promise.all(engines.map((engine) => trained(engine, network, heads)));
        assertSame(states[1]!, states[0]!);
        assertEquals(await trained(onnx.create({ threads: 2 }), network, heads), states[1]);
      },
    });

    Deno.test({
      name: `an mlp with ${title}, answering ${heads}-fold, has the same bits in batches of any size`,
      ignore: !allowed("read", "env", "ffi", "sys"),
      async fn() {
        const engine = onnx.create({ threads: 2 });
        const probe = Float64Array.from(normals32(BATCH * SIZE, "probe"));
        const inBatches = async (batchSize: number): Promise<number[]> => {
          const { call, dispose } = openSlopes(engine, subject, batchSize);
          const numbers: number[][] = Array.from({ length: heads * 2 }, () => []);
          for (let first = 0; first < BATCH; first += batchSize) {
            const end = Math.min(first + batchSize, BATCH);
            const rows = [first * SIZE, end * SIZE] as const;
            const answer = await call(
              Float64Array.from(x.subarray(...rows)),
              Float64Array.from(t.subarray(first, end)),
              probe.subarray(...rows),
            );
            answer.outputs.forEach((output, head) => numbers[head]!.push(...output));
            answer.slopes.forEach((slope, head) => numbers[heads + head]!.push(...slope));
          }
          await dispose();
          return numbers.flat();
        };
        const expected = await inBatches(BATCH);
        for (const batchSize of [1, 3, 7]) {
          assertEquals(await inBatches(batchSize), expected, `in batches of ${batchSize}`);
        }
      },
    });
  }
}

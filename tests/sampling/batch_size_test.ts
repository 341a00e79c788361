import { mlp } from "../../lib/architectures/mlp.ts";
import type { Network } from "../../lib/architectures/architecture.ts";
import { plainUnet } from "../../lib/architectures/plain_unet.ts";
import type { Engine } from "../../lib/engines/engine.ts";
import { engines } from "../../lib/engines/mod.ts";
import { openNetwork } from "../../lib/sampling/network_field.ts";
import { expandTime } from "../../lib/tensor/expand_time.ts";
import { parameterCount } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Shape } from "../../lib/tensor/types.ts";
import { assertEquals } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { normals32 } from "../support/draws.ts";
import { allowed } from "../support/permissions.ts";

interface Subject {
  readonly name: string;
  readonly shape: Shape;
  readonly network: Network;
}

/** Means over pixels, waves of time, and a width that is no multiple of what a processor takes at once. */
const normalising: Network = {
  parameters: [{ name: "weight", shape: [7, 7], initialize: () => {} }],
  apply(params, x, t) {
    const mean = tf.mean(x, [1, 2], true);
    const waves = tf.sin(tf.mul(expandTime(t, 4), tf.add(mean, 3)));
    const mixed = tf.conv2d(
      tf.softplus(tf.sub(x, mean)) as tf.Tensor4D,
      tf.reshape(params.get("weight")!, [1, 1, 7, 7]),
      1,
      "same",
    );
    return tf.add(mixed, waves);
  },
};

const subjects: readonly Subject[] = [
  {
    name: "an mlp",
    shape: [2],
    network: mlp.create({ width: 50, hiddenLayers: 2, activation: "softplus" }).build({ shape: [2] }),
  },
  {
    name: "a U-net",
    shape: [8, 8, 3],
    network: plainUnet.create({ channels: 16 }).build({ shape: [8, 8, 3] }),
  },
  { name: "a network of means and waves", shape: [9, 5, 7], network: normalising },
];

/** The velocities of the first samples, computed so many at a time. */
async function inBatches(engine: Engine, { network, shape }: Subject, count: number, batchSize: number) {
  const weights = normals32(parameterCount(network.parameters), "weights").map((weight) => 0.2 * weight);
  const { call, dispose } = openNetwork(engine, { network, weights, shape, heads: 1 }, batchSize);
  const size = sizeOf(shape);
  const x = normals32(Math.ceil(count / batchSize) * batchSize * size, "x");
  const out = new Float32Array(x.length);
  for (let first = 0; first < x.length; first += batchSize * size) {
    const [answer] = await call(
      x.slice(first, first + batchSize * size),
      new Float64Array(batchSize).fill(0.3),
    );
    out.set(answer!, first);
  }
  await dispose();
  return out.slice(0, count * size);
}

for (const [name, engine] of created(engines)) {
  for (const subject of subjects) {
    Deno.test({
      name: `on the ${name} engine the velocity of ${subject.name} has the same bits in batches of any size`,
      ignore: name !== "eager" && !allowed("read", "env", "ffi", "sys"),
      async fn() {
        // plain JavaScript takes a second for every few images
        const [count, sizes] = name === "eager" ? [3, [1, 2]] as const : [64, [1, 2, 7, 16]] as const;
        const expected = await inBatches(engine, subject, count, count);
        for (const batchSize of sizes) {
          assertEquals(
            await inBatches(engine, subject, count, batchSize),
            expected,
            `in batches of ${batchSize}`,
          );
        }
      },
    });
  }
}

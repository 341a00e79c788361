import type { Network } from "../../lib/architectures/architecture.ts";
import { eager } from "../../lib/engines/eager.ts";
import { meanSquare } from "../../lib/losses/mean_square.ts";
import { data } from "../../lib/targets/data.ts";
import { velocity } from "../../lib/targets/velocity.ts";
import { expandTime } from "../../lib/tensor/expand_time.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { batches } from "../../lib/training/batch.ts";
import { openValidation, type ValidationParts } from "../../lib/training/validation.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { batchParts, countingExamples } from "./parts.ts";

/** A network that answers with its only parameter. */
const constant: Network = {
  parameters: [{ name: "a", shape: [], initialize() {} }],
  apply: (params, x) => tf.add(tf.mul(x, 0), params.get("a")!),
};

async function measured(
  vectors: Readonly<Record<string, Float32Array>>,
  changes: Partial<ValidationParts> = {},
): Promise<number[]> {
  const { dropouts: _, ...drawn } = batchParts();
  const validation = await openValidation({
    ...drawn,
    network: constant,
    loss: meanSquare.create({}),
    engine: eager.create({ backend: "cpu" }),
    accumulate: 1,
    everySteps: 1,
    weights: "ema",
    ...changes,
  });
  const found = [await validation.measure(vectors), await validation.measure(vectors)];
  await validation.dispose();
  return found;
}

const ema = Float32Array.of(2);

Deno.test("every held-out example counts once, in batches of whatever size and in portions", async () => {
  const target = data.create({ smallestTime: 0, largestTime: 1 });
  for (const size of [1, 4, 10]) {
    // The network is asked for the example itself and always answers 2, so pairs, times and noise do not matter.
    let expected = 0;
    for (let i = 0; i < size; i++) expected += ((i - 2) ** 2 + (1 / (i + 1) - 2) ** 2) / 2 / size;
    for (const [batchSize, accumulate] of [[1, 1], [4, 1], [4, 2], [4, 4], [16, 2], [64, 1]] as const) {
      const changes = { target, examples: countingExamples(size), batchSize, accumulate };
      const [loss] = await measured({ ema }, changes);
      // Sums of a few numbers below 64, rounded to 2⁻²⁴ of themselves.
      assertClose(loss! / expected, 1, 1e-5, `${size} examples in batches of ${batchSize}`);
    }
  }
});

Deno.test("the loss is the same at every measurement, and changes with the weights that are named alone", async () => {
  const params = Float32Array.of(5);
  const [first, second] = await measured({ ema, params });
  assertEquals(first, second);
  assertEquals((await measured({ ema, params: Float32Array.of(-1) }))[0], first);
  assertTrue((await measured({ ema: params, params }))[0] !== first);
  assertEquals(
    (await measured({ ema: params, params }))[0],
    (await measured({ ema, params }, {
      weights: "params",
    }))[0],
  );
});

Deno.test("pairs, times and noise are those of the experiment's parts, in streams of their own", async () => {
  const target = velocity.create({ smallestTime: 0, largestTime: 1 });
  const fixed = { target, examples: countingExamples(4) };
  // The source is 1 and the network answers 2, so the velocity is off by x1 − 1 − 2 whatever the time.
  const [loss] = await measured({ ema }, { ...fixed, drawSource: (out) => out.fill(1) });
  const expected = [0, 1, 2, 3].reduce(
    (sum, i) => sum + ((i - 3) ** 2 + (1 / (i + 1) - 3) ** 2) / 8,
    0,
  );
  assertClose(loss! / expected, 1, 1e-5);

  const drawn: number[] = [];
  await measured({ ema }, { ...fixed, drawSource: (out, draws) => void drawn.push(out[0] = draws.normal()) });
  assertEquals(drawn.slice(4), drawn.slice(0, 4), "the second measurement draws what the first did");
  assertEquals(new Set(drawn).size, 4);
  const measuredWith = drawn.splice(0).slice(0, 4);
  batches(batchParts({ drawSource: (out, draws) => void drawn.push(out[0] = draws.normal()) }))(1);
  assertTrue(drawn.length === 4 && drawn.every((noise) => !measuredWith.includes(noise)));
});

Deno.test("the network is told the class, and drops nothing", async () => {
  const network: Network = {
    ...constant,
    takesClass: true,
    dropouts: [{ name: "d", shape: [2], rate: 0.5 }],
    apply: (_, x, __, { label, masks } = {}) => {
      assertEquals(masks, undefined);
      return tf.add(tf.mul(x, 0), expandTime(label!, 2));
    },
  };
  const target = data.create({ smallestTime: 0, largestTime: 1 });
  const examples = {
    size: 6,
    fingerprint: "",
    read: (index: number, out: Float32Array) => void out.fill(index),
    label: (index: number) => index,
  };
  // The class is the example itself.
  const [loss] = await measured({ ema }, { network, target, examples, classes: 6, batchSize: 4 });
  assertEquals(loss, 0);
});

import { minibatchOt } from "../../lib/couplings/minibatch_ot.ts";
import type { Examples } from "../../lib/datasets/dataset.ts";
import { Failure } from "../../lib/failure.ts";
import { brownianBridge } from "../../lib/gammas/brownian_bridge.ts";
import { cosine } from "../../lib/paths/cosine.ts";
import { interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { none } from "../../lib/gammas/none.ts";
import { noise } from "../../lib/targets/noise.ts";
import { velocityAndScore } from "../../lib/targets/velocity_and_score.ts";
import { logitNormal } from "../../lib/time_samplers/logit_normal.ts";
import { uniform } from "../../lib/time_samplers/uniform.ts";
import { batches } from "../../lib/training/batch.ts";
import { regressionErrors, type RegressionParts } from "../../lib/training/regression_errors.ts";
import { velocityEquivalent } from "../../lib/weightings/velocity_equivalent.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { batchParts, countingExamples } from "./parts.ts";

/** A model that answers so, whatever it is asked, and notes what that is. */
function answering(value: number, changes: Partial<RegressionParts> = {}) {
  const asked: { x: number[]; t: number[]; labels: number[] }[] = [];
  const parts: RegressionParts = {
    ...batchParts(),
    most: 3,
    answer(x, t, labels) {
      asked.push({ x: [...x], t: [...t], labels: [...labels] });
      return Promise.resolve(Array.from({ length: parts.target.heads }, () => x.map(() => value)));
    },
    ...changes,
  };
  return { parts, asked };
}

/** An example whose two entries are the same constant, and a source that has another. */
const constant: Examples = { size: 5, fingerprint: "", read: (_, out) => out.fill(3), label: (i) => i };
const drawSource: RegressionParts["drawSource"] = (out) => out.fill(1);

Deno.test("errors are mean squares over entries of what pairs make of the question", async () => {
  const { parts, asked } = answering(0.5, { drawSource });
  const { times, errors, floors } = await regressionErrors(parts, constant, { count: 7, part: 0.25 });
  // The velocity of every pair is 3 − 1, and x_t is 1.5.
  for (const each of [errors.squared, errors.velocity, errors.weighted]) {
    assertEquals([...each], Array(7).fill(1.5 ** 2));
  }
  assertEquals([[...times], floors], [Array(7).fill(0.25), undefined]);
  // In batches of four, of which the model takes three at once.
  assertEquals(asked.map(({ t }) => t.length), [3, 1, 3]);
  assertTrue(
    asked.every(({ x, t, labels }) =>
      x.every((entry) => entry === 1.5) && t.every((time) => time === 0.25) && labels.every((l) => l === 0)
    ),
  );
});

Deno.test("an error of the target's is converted to one of the velocity, and weighted as in training", async () => {
  const target = noise.create({ smallestTime: 0.2, largestTime: 0.8 });
  const weighting = velocityEquivalent.create({ importance: false });
  const { parts } = answering(4, { drawSource, target, weighting });
  const { times, errors } = await regressionErrors(parts, constant, { count: 2, part: 0.5 });
  assertEquals(times[0], 0.5);
  // The noise is 1: an error of 3 in it is one of 3/α in the velocity of the straight path.
  assertAllClose(errors.squared, [9, 9], 1e-12);
  assertAllClose(errors.velocity, [36, 36], 1e-12);
  // In float32.
  assertAllClose(errors.weighted, errors.velocity, 1e-5);
});

Deno.test("heads are averaged in the target's terms, and scaled as in training", async () => {
  const between = interpolant(linear.create({}), brownianBridge.create({ scale: 1 }));
  const target = velocityAndScore.create({ smallestTime: 0, largestTime: 1 });
  const floor = () => 0.5;
  const { parts } = answering(2, { drawSource, target, interpolant: between, floor });
  const { errors, floors } = await regressionErrors(parts, constant, { count: 4000, part: 0.5 });
  // The first head is right, since the pair's velocity is 2; the second is compared with −z: γ·2 + z with γ = ½.
  const mean = errors.squared.reduce((sum, error) => sum + error, 0) / 4000;
  // Half of 1 + 1, with an error of 0.5·√(6/(4000·2)).
  assertClose(mean, 1, 5 * 0.5 * Math.sqrt(6 / 8000));
  assertClose(floors!.squared[0]!, 0.5, 1e-12);
});

Deno.test("times are drawn as in training unless one is given, and importance is weighted by their density", async () => {
  const timeSampler = logitNormal.create({ location: 0, scale: 1 });
  const weighting = { importance: true, weight: () => 1 };
  const { parts } = answering(0, { drawSource, timeSampler, weighting });
  const { times, errors } = await regressionErrors(parts, constant, { count: 8 });
  assertEquals(new Set(times).size, 8);
  const expected = [...times].map((t) => 4 / timeSampler.density(t));
  // Times and shares are in float32.
  assertAllClose(errors.weighted, expected, 1e-4);
  const { errors: atOne } = await regressionErrors(parts, constant, { count: 8, part: 0.5 });
  assertAllClose(atOne.weighted, Array(8).fill(4), 1e-6);
});

Deno.test("pairs are coupled as in training, and examples read without augmentation, one after the other", async () => {
  const draws: unknown[] = [];
  const examples = countingExamples(8);
  const noted: Examples = {
    ...examples,
    order: examples.order,
    read(index: number, out: Float32Array, stream?: unknown) {
      draws.push(stream);
      examples.order.push(index);
      out.fill(index);
    },
  } as Examples;
  const { parts, asked } = answering(0, {
    coupling: minibatchOt.create(minibatchOt.options.parse({ otBatchSize: 8 })),
    timeSampler: uniform.create({}),
    interpolant: interpolant(cosine.create({}), none.create({})),
  });
  await regressionErrors(parts, noted, { count: 8, part: 0 });
  // All of one epoch.
  assertEquals(examples.order.toSorted(), [0, 1, 2, 3, 4, 5, 6, 7]);
  assertTrue(draws.every((stream) => stream === undefined));
  // At t = 0 the points are the source samples: the optimal plan sends larger sums to larger examples.
  const sums = asked.flatMap(({ x }) =>
    Array.from({ length: x.length / 2 }, (_, i) => x[2 * i]! + x[2 * i + 1]!)
  );
  const ranked = examples.order.map((example, i) => ({ example, sum: sums[i]! }))
    .toSorted((a, b) => a.sum - b.sum);
  assertEquals(ranked.map(({ example }) => example), [0, 1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("every draw has pairs of its own, the same whatever the model takes at once, and none of the training's", async () => {
  const read = async (changes: Partial<RegressionParts>, draw?: number) => {
    const { parts, asked } = answering(0, changes);
    await regressionErrors(parts, countingExamples(8), {
      count: 12,
      part: 0,
      ...draw === undefined ? {} : { draw },
    });
    return asked.flatMap(({ x }) => x);
  };
  const once = await read({});
  assertEquals(await read({ most: 100 }), once);
  assertEquals(await read({}, 0), once);
  const again = await read({}, 1);
  assertTrue(again.every((entry, i) => entry !== once[i]));
  const trained = [...batches(batchParts())(1).inputs["xt"]!];
  assertTrue(trained.every((entry) => !once.includes(entry)));
});

Deno.test("classes are told where the network is told them", async () => {
  const { parts, asked } = answering(0, { drawSource, classes: 5 });
  await regressionErrors(parts, constant, { count: 5, part: 0.5 });
  assertEquals(asked.flatMap(({ labels }) => labels).toSorted(), [0, 1, 2, 3, 4]);
});

Deno.test("a test split without examples is refused", async () => {
  const { parts } = answering(0);
  const error = await assertFails(
    () => regressionErrors(parts, { ...constant, size: 0 }, { count: 2 }),
    "found none",
  );
  assertTrue(error instanceof Failure && error.exitCode === 2);
});

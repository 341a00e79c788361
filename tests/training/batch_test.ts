import type { Coupling } from "../../lib/couplings/coupling.ts";
import type { Examples } from "../../lib/datasets/dataset.ts";
import type { Arrays } from "../../lib/engines/engine.ts";
import { brownianBridge } from "../../lib/gammas/brownian_bridge.ts";
import { interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { data } from "../../lib/targets/data.ts";
import { displacementOverTime } from "../../lib/targets/displacement_over_time.ts";
import { velocityAndScore } from "../../lib/targets/velocity_and_score.ts";
import { type Batch, batches, type BatchParts } from "../../lib/training/batch.ts";
import type { Weighting } from "../../lib/weightings/weighting.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { gaussianTruth } from "../support/gaussian.ts";
import { batchParts, countingExamples } from "./parts.ts";

/** The batch of a step, kept, where the function itself writes over it. */
function kept(batch: (step: number) => Batch): (step: number) => Arrays {
  return (step) => structuredClone(batch(step).inputs) as Arrays;
}

/** The examples that the first steps read, in order. */
function orderOf(size: number, batchSize: number, steps: number, seed = 1): number[] {
  const examples = countingExamples(size);
  const batch = batches(batchParts({ examples, batchSize, seed }));
  for (let step = 1; step <= steps; step++) batch(step);
  return examples.order;
}

/** Examples that are all zero, so that a batch shows its noise. */
const nothing: Examples = { size: 10, fingerprint: "", read: (_, out) => out.fill(0), label: () => 0 };

Deno.test("the batch of a step is a function of the step, whatever was drawn before", () => {
  const batch = kept(batches(batchParts()));
  const inOrder = [1, 2, 3, 4, 5].map(batch);
  const others = kept(batches(batchParts()));
  for (const step of [4, 1, 5, 5, 2]) assertEquals(others(step), inOrder[step - 1]);
  assertTrue(inOrder[0]!["t"]!.some((t, i) => t !== inOrder[1]!["t"]![i]));
});

Deno.test("another seed gives other data, noise and times", () => {
  const [one, two] = [1, 2].map((seed) => batches(batchParts({ seed }))(1).inputs);
  for (const name of ["xt", "t", "regressand"]) {
    assertTrue(one![name]!.every((value, i) => value !== two![name]![i]), name);
  }
  assertTrue(`${orderOf(10, 10, 1, 1)}` !== `${orderOf(10, 10, 1, 2)}`);
});

Deno.test("xt and regressand are the path and the target of the pair at the example's time", () => {
  const examples = countingExamples(10);
  const { xt, t, regressand } =
    batches(batchParts({ drawSource: (out) => out.fill(1), examples, batchSize: 10 }))(1).inputs;
  examples.order.forEach((index, i) => {
    [index, Math.fround(1 / (index + 1))].forEach((data, j) => {
      const [time, at] = [t![i]!, 2 * i + j];
      // The time is rounded to float32 only after it has been used: 2⁻²⁵ of 1, times a difference of up to 9.
      assertClose(xt![at]!, time * data + (1 - time), 10 * 2 ** -24);
      assertEquals(regressand![at], Math.fround(data - 1));
    });
  });
});

Deno.test("the noise and the time of a row do not depend on the batch size", () => {
  const small = kept(batches(batchParts({ examples: nothing, batchSize: 3 })));
  const large = kept(batches(batchParts({ examples: nothing, batchSize: 8 })));
  for (const step of [1, 2, 7]) {
    const [few, many] = [small(step), large(step)];
    for (const name of ["xt", "t", "regressand"]) {
      assertEquals(many[name]!.slice(0, few[name]!.length), few[name], name);
    }
  }
});

Deno.test("every epoch has every example exactly once, each time in another order", () => {
  const order = orderOf(10, 5, 6);
  const epochs = [0, 10, 20].map((start) => order.slice(start, start + 10));
  for (const epoch of epochs) assertEquals([...epoch].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assertEquals(new Set(epochs.map(String)).size, 3);
});

Deno.test("a batch that reaches the end of an epoch goes on in the next: the order does not depend on batches", () => {
  const order = orderOf(10, 1, 100);
  for (const batchSize of [3, 4, 7, 10, 25]) {
    const steps = Math.floor(100 / batchSize);
    assertEquals(orderOf(10, batchSize, steps), order.slice(0, steps * batchSize), `batches of ${batchSize}`);
  }
});

Deno.test("a batch of a later epoch is the same without the epochs before it", () => {
  const examples = countingExamples(10);
  batches(batchParts({ examples, batchSize: 4 }))(6);
  assertEquals(examples.order, orderOf(10, 4, 6).slice(20));
});

Deno.test("the shares of all examples add up to one for a weighting that weights all times alike", () => {
  for (const batchSize of [1, 4, 64]) {
    const share = batches(batchParts({ batchSize }))(1).inputs["share"]!;
    // Each is rounded to 2⁻²⁴ of itself.
    assertClose(share.reduce((a, b) => a + b, 0), 1, 2 ** -24);
  }
});

Deno.test("a share is the weight at the example's time over the size of the batch", () => {
  const weighting: Weighting = { importance: false, weight: ({ t }) => 3 * t };
  const { share, t } = batches(batchParts({ weighting }))(1).inputs;
  // Rounded once, and so is the time.
  assertAllClose(share!, t!.map((t) => 3 * t / 4), 2 ** -23);
});

Deno.test("importance divides a share by the density of the example's time", () => {
  const weighting: Weighting = { importance: true, weight: () => 1 };
  const timeSampler = { ...batchParts().timeSampler, density: (t: number) => 0.5 + t };
  const { share, t } = batches(batchParts({ weighting, timeSampler }))(1).inputs;
  assertAllClose(share!, t!.map((t) => 1 / (4 * (0.5 + t))), 2 ** -23);
});

Deno.test("a batch's velocity shares are those of the target's conversion: data has D/σ, squared", () => {
  const target = data.create({ smallestTime: 0, largestTime: 0.9 });
  const { velocityShares, inputs } = batches(batchParts({ target }))(1);
  // The time is rounded to 2⁻²⁵ after it was used; the share's slope is below 2/0.1³/4.
  assertAllClose(velocityShares, inputs["t"]!.map((t) => 1 / (4 * (1 - t) ** 2)), 500 * 2 ** -25);
});

Deno.test("a target with two heads has the rows of one after those of the other, each with its scale", () => {
  const width = brownianBridge.create({ scale: 1 });
  const parts = batchParts({
    interpolant: interpolant(linear.create({}), width),
    target: velocityAndScore.create({ smallestTime: 0, largestTime: 1 }),
    examples: nothing,
    drawSource: (out) => out.fill(1),
  });
  const { xt, t, regressand, scale, share } = batches(parts)(1).inputs;
  assertEquals([regressand!.length, scale!.length, share!.length], [16, 8, 8]);
  // x0 = 1 and x1 = 0, so the pair's velocity is −1, and x_t = 1 − t + γ·z, where −z is what the second head is asked.
  assertEquals([...regressand!.slice(0, 8)], Array(8).fill(-1));
  t!.forEach((time, i) => {
    const gamma = Math.sqrt(time * (1 - time));
    assertEquals(scale![i], 1);
    assertClose(scale![4 + i]!, gamma, 1e-6);
    for (const j of [2 * i, 2 * i + 1]) {
      assertClose(xt![j]!, 1 - time - gamma * regressand![8 + j]!, 1e-6);
    }
  });
});

Deno.test("couplings of more and of fewer rows than a step's pair the same noise and data", () => {
  const reversing = (batchSize: number): Coupling => ({
    isIndependent: true,
    batchSize,
    bridgeWidth: undefined,
    pair: ({ count }) => Int32Array.from({ length: count }, (_, i) => count - 1 - i),
  });
  const noise = (coupling: Coupling, steps: number[]) => {
    const drawSource: BatchParts["drawSource"] = (out, draws) => out.fill(Math.round(draws.normal() * 1e4));
    const batch = kept(batches(batchParts({ coupling, examples: nothing, drawSource })));
    return steps.flatMap((step) => [...batch(step)["regressand"]!].filter((_, i) => i % 2 === 0));
  };
  const plain = noise({ ...reversing(4), pair: batchParts().coupling.pair }, [1, 2]);
  // Pairs of two rows within a step of four: rows 1, 0, 3, 2.
  assertEquals(noise(reversing(2), [1]), [1, 0, 3, 2].map((i) => plain[i]!));
  // Eight rows at once are those of two steps; the second step alone gives what it gives after the first.
  const both = noise(reversing(8), [1, 2]);
  assertEquals(noise(reversing(8), [2]), both.slice(4));
  assertEquals(new Set(both).size, 8);
});

Deno.test("a coupling of a batch size that does not fit is refused", async () => {
  const coupling = { ...batchParts().coupling, batchSize: 3 };
  await assertFails(() => batches(batchParts({ coupling })), "a multiple or a divisor");
});

Deno.test("times begin at the target's smallest time", () => {
  const plain = batches(batchParts({ batchSize: 500 }))(1).inputs["t"]!;
  const target = displacementOverTime.create({ smallestTime: 0.5, largestTime: 1 });
  const late = batches(batchParts({ batchSize: 500, target }))(1).inputs["t"]!;
  // Rounded once, and so is the other time.
  assertAllClose(late, plain.map((t) => 0.5 + t / 2), 2 ** -24);
  assertTrue(late.every((t) => t >= 0.5));
});

Deno.test("the coupling says which row of the noise goes with an example", () => {
  const reversed: Coupling = {
    ...batchParts().coupling,
    pair: ({ count }) => Int32Array.from({ length: count }, (_, i) => count - 1 - i),
  };
  const rows = (values: Float32Array) => [0, 2, 4, 6].map((at) => [...values.slice(at, at + 2)]);
  const straight = rows(batches(batchParts({ examples: nothing }))(1).inputs["regressand"]!.slice());
  const crossed = rows(
    batches(batchParts({ examples: nothing, coupling: reversed }))(1).inputs["regressand"]!,
  );
  assertEquals(crossed, straight.reverse());
});

Deno.test("on Gaussian data the best answer's loss is πS/2 per entry, the part that nobody can learn", () => {
  const [mean, spread, batchSize] = [1, 0.5, 20_000];
  const examples: Examples = {
    ...nothing,
    size: batchSize,
    read: (index, out) => out.set(normals(2, `example ${index}`).map((z) => mean + spread * z)),
  };
  const parts = batchParts({ examples, batchSize });
  const { xt, t, regressand, share } = batches(parts)(1).inputs;
  const loss = xt!.reduce((sum, x, i) => {
    const time = t![i >> 1]!;
    const { velocity } = gaussianTruth({ mean, spread }, parts.interpolant.at(time), x);
    return sum + share![i >> 1]! / 2 * (velocity - regressand![i]!) ** 2;
  }, 0);
  // An entry's loss at time t is S²/Σ² times the square of a standard normal number, of variance 1.61 in all; so
  // this is five standard deviations of the mean of 40000.
  assertClose(loss, Math.PI * spread / 2, 5 * Math.sqrt(1.61 / (2 * batchSize)));
});

Deno.test("an example is augmented with a stream of its row and step", () => {
  const drawn = (batchSize: number, step: number): number[] => {
    const words: number[] = [];
    const examples: Examples = { ...nothing, read: (_, __, draws) => words.push(draws!.uint32()) };
    batches(batchParts({ examples, batchSize }))(step);
    return words;
  };
  assertEquals(new Set([...drawn(8, 1), ...drawn(8, 2)]).size, 16);
  assertEquals(drawn(3, 2), drawn(8, 2).slice(0, 3));
});

Deno.test("an example's class is told with the probability asked for, and otherwise not at all", () => {
  const [batchSize, dropProbability] = [1000, 0.3];
  const examples = { ...countingExamples(10), label: (index: number) => index % 3 };
  const parts = { examples, batchSize, classes: 3 };
  const all = kept(batches(batchParts(parts)))(1)["label"]!;
  const some = kept(batches(batchParts({ ...parts, dropProbability })))(1)["label"]!;
  examples.order.slice(0, batchSize).forEach((index, i) => {
    assertEquals(all[i], index % 3);
    assertTrue(some[i] === -1 || some[i] === index % 3);
  });
  const dropped = some.filter((label) => label === -1).length / batchSize;
  const deviation = Math.sqrt(dropProbability * (1 - dropProbability) / batchSize);
  assertTrue(Math.abs(dropped - dropProbability) < 5 * deviation, `${dropped}`);
  assertTrue(!("label" in batches(batchParts({ examples, batchSize }))(1).inputs));
});

Deno.test("a coupling sees classes only where the network is told them", () => {
  const seen: number[][] = [];
  const coupling: Coupling = {
    isIndependent: true,
    batchSize: undefined,
    bridgeWidth: undefined,
    pair({ labels, count }) {
      seen.push([...labels]);
      return Int32Array.from({ length: count }, (_, i) => i);
    },
  };
  const examples = { ...countingExamples(4), label: (index: number) => 1 + index };
  batches(batchParts({ examples, coupling }))(1);
  batches(batchParts({ examples, coupling, classes: 5 }))(1);
  assertEquals(seen[0], [0, 0, 0, 0]);
  assertEquals(seen[1]!.toSorted(), [1, 2, 3, 4]);
});

import type { Examples } from "../../lib/datasets/dataset.ts";
import type { Arrays } from "../../lib/engines/engine.ts";
import type { Source } from "../../lib/sources/source.ts";
import { displacementOverTime } from "../../lib/targets/displacement_over_time.ts";
import { batches } from "../../lib/training/batch.ts";
import { assertAllClose, assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { gaussianTruth } from "../support/gaussian.ts";
import { batchParts, countingExamples } from "./parts.ts";

/** The batch of a step, kept, where the function itself writes over it. */
function kept(batch: (step: number) => Arrays): (step: number) => Arrays {
  return (step) => structuredClone(batch(step)) as Arrays;
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
  const [one, two] = [1, 2].map((seed) => batches(batchParts({ seed }))(1));
  for (const name of ["xt", "t", "regressand"]) {
    assertTrue(one![name]!.every((value, i) => value !== two![name]![i]), name);
  }
  assertTrue(`${orderOf(10, 10, 1, 1)}` !== `${orderOf(10, 10, 1, 2)}`);
});

Deno.test("xt and regressand are the path and the target of the pair at the example's time", () => {
  const ones: Source = { sample: (out) => out.fill(1) };
  const examples = countingExamples(10);
  const { xt, t, regressand } = batches(batchParts({ source: ones, examples, batchSize: 10 }))(1);
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

Deno.test("the shares of all entries add up to one for a loss that weights all times alike", () => {
  for (const batchSize of [1, 4, 64]) {
    const share = batches(batchParts({ batchSize }))(1)["share"]!;
    // Each is rounded to 2⁻²⁴ of itself.
    assertClose(2 * share.reduce((a, b) => a + b, 0), 1, 2 ** -24);
  }
});

Deno.test("a share is the loss's weight at the example's time over the entries of the batch", () => {
  const loss = { distance: batchParts().loss.distance, weight: (t: number) => 3 * t };
  const { share, t } = batches(batchParts({ loss }))(1);
  // Rounded once, and so is the time.
  assertAllClose(share!, t!.map((t) => 3 * t / (4 * 2)), 2 ** -23);
});

Deno.test("times begin at the target's smallest time", () => {
  const plain = batches(batchParts({ batchSize: 500 }))(1)["t"]!;
  const target = displacementOverTime.create({ smallestTime: 0.5 });
  const late = batches(batchParts({ batchSize: 500, target }))(1)["t"]!;
  // Rounded once, and so is the other time.
  assertAllClose(late, plain.map((t) => 0.5 + t / 2), 2 ** -24);
  assertTrue(late.every((t) => t >= 0.5));
});

Deno.test("the coupling says which row of the noise goes with an example", () => {
  const reversed = {
    pair: ({ count }: { count: number }) => Int32Array.from({ length: count }, (_, i) => count - 1 - i),
  };
  const rows = (values: Float32Array) => [0, 2, 4, 6].map((at) => [...values.slice(at, at + 2)]);
  const straight = rows(batches(batchParts({ examples: nothing }))(1)["regressand"]!.slice());
  const crossed = rows(batches(batchParts({ examples: nothing, coupling: reversed }))(1)["regressand"]!);
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
  const { xt, t, regressand, share } = batches(parts)(1);
  const loss = xt!.reduce((sum, x, i) => {
    const time = t![i >> 1]!;
    const { velocity } = gaussianTruth({ mean, spread }, parts.path.at(time), x);
    return sum + share![i >> 1]! * (velocity - regressand![i]!) ** 2;
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

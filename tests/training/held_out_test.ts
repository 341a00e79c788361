import type { Examples } from "../../lib/datasets/dataset.ts";
import { Stream } from "../../lib/random/stream.ts";
import { heldOutCount, holdOut } from "../../lib/training/held_out.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";

/** Examples that are their own numbers, half a number more where they are augmented, labelled by their parity. */
function numbers(size: number): Examples {
  return {
    size,
    fingerprint: "numbers",
    classes: ["even", "odd"],
    read: (index, out, draws) => void out.fill(index + (draws ? 0.5 : 0)),
    label: (index) => index % 2,
  };
}

/** What examples hold, read for training. */
function contents({ size, read }: Examples): number[] {
  const out = new Float32Array(1);
  const draws = new Stream({ seed: 0, purpose: "augment" });
  return Array.from({ length: size }, (_, index) => (read(index, out, draws), out[0]!));
}

Deno.test("the two parts of a split are disjoint and together the whole", () => {
  for (const count of [1, 4, 9]) {
    const { trained, heldOut } = holdOut(numbers(10), count, 7);
    assertEquals([trained.size, heldOut.size], [10 - count, count]);
    const found = [...contents(trained).map(Math.floor), ...contents(heldOut).map(Math.floor)];
    assertEquals(found.sort((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
});

Deno.test("what is held out depends on the seed alone", () => {
  const heldOut = (seed: number) => contents(holdOut(numbers(1000), 10, seed).heldOut);
  assertEquals(heldOut(1), heldOut(1));
  assertTrue(`${heldOut(1)}` !== `${heldOut(2)}`);
});

Deno.test("any example is as likely to be held out as any other", () => {
  const counts = new Array(10).fill(0);
  for (let seed = 0; seed < 1000; seed++) {
    for (const index of contents(holdOut(numbers(10), 3, seed).heldOut)) counts[index]++;
  }
  // Each count has a mean of 300 and a standard deviation of √(1000·0.3·0.7) = 14.5; five of them.
  for (const count of counts) assertTrue(Math.abs(count - 300) < 73, `${counts}`);
});

Deno.test("what is trained on is augmented, what is held out is not, and both keep labels and classes", () => {
  const { trained, heldOut } = holdOut(numbers(10), 4, 7);
  assertTrue(contents(trained).every((value) => value % 1 === 0.5));
  assertTrue(contents(heldOut).every((value) => value % 1 === 0));
  for (const part of [trained, heldOut]) {
    const labels = contents(part).map((_, index) => part.label(index));
    assertEquals(labels, contents(part).map((value) => Math.floor(value) % 2));
    assertEquals([part.fingerprint, part.classes], ["numbers", ["even", "odd"]]);
  }
});

Deno.test("a part of the examples is rounded to whole ones, and at least one is held out", () => {
  assertEquals([0.1, 0.26, 0.001].map((fraction) => heldOutCount(50, { fraction })), [5, 13, 1]);
  assertEquals(heldOutCount(50, { examples: 49 }), 49);
  assertEquals(heldOutCount(50, undefined), 0);
});

Deno.test("holding everything out is refused", async () => {
  const rule =
    "training.validation holds out 50 of 50 examples: expected at least one to be left to train on";
  await assertFails(() => heldOutCount(50, { examples: 50 }), rule);
  await assertFails(() => heldOutCount(50, { fraction: 0.999 }), rule);
  await assertFails(() => heldOutCount(1, { fraction: 0.1 }), "holds out 1 of 1 examples");
});

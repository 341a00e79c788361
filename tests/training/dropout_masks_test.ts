import { createHash } from "node:crypto";
import { dropoutMasks, maskName } from "../../lib/training/dropout_masks.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";

const layer = { name: "block.3", shape: [7, 5, 4], rate: 0.1 };
const SIZE = 140;

/** The mask of a layer in a step. */
function maskOf(step: number, { batchSize = 6, seed = 3, layers = [layer], of = layer } = {}): Float32Array {
  const masks = dropoutMasks(layers, { seed, batchSize });
  masks.draw(step);
  return masks.inputs[maskName(of)]!;
}

Deno.test("a mask keeps the mean of what it multiplies, and drops entries independently at the rate asked for", () => {
  for (const rate of [0.02, 0.1, 0.5, 0.9]) {
    const of = { name: "wide", shape: [100_000], rate };
    const mask = maskOf(1, { batchSize: 2, layers: [of], of });
    const dropped = mask.map((value) => value === 0 ? 1 : 0);
    assertTrue(mask.every((value) => value === 0 || value === Math.fround(1 / (1 - rate))));
    const share = dropped.reduce((sum, one) => sum + one, 0) / dropped.length;
    const deviation = Math.sqrt(rate * (1 - rate) / dropped.length);
    assertTrue(Math.abs(share - rate) < 5 * deviation, `${share} of ${rate}`);
    // Neighbours both dropped: probability rate², so the gaps have no memory.
    let both = 0;
    for (let i = 1; i < dropped.length; i++) both += dropped[i]! * dropped[i - 1]!;
    const pairs = rate * rate;
    // the terms are dependent in threes at most: twice the deviation of independent ones is more than enough
    assertTrue(
      Math.abs(both / dropped.length - pairs) < 10 * Math.sqrt(pairs / dropped.length),
      `${both} ${rate}`,
    );
  }
});

Deno.test("an example's mask depends on the seed, the step, the layer and its place alone", () => {
  const mask = maskOf(5);
  assertEquals(maskOf(5), mask);
  assertEquals(maskOf(5, { batchSize: 2 }), mask.slice(0, 2 * SIZE));
  const other = { name: "block.4", shape: [3], rate: 0.4 };
  assertEquals(maskOf(5, { layers: [other, layer] }), mask);
  for (const changed of [maskOf(6), maskOf(5, { seed: 4 })]) assertTrue(`${changed}` !== `${mask}`);
  const twin = { ...layer, name: "block.5" };
  assertTrue(`${maskOf(5, { layers: [twin], of: twin })}` !== `${mask}`);
  assertTrue(`${mask.slice(0, SIZE)}` !== `${mask.slice(SIZE, 2 * SIZE)}`);
});

Deno.test("masks are those that were recorded", () => {
  const layers = [
    { name: "block.3", shape: [7, 5, 4], rate: 0.1 },
    { name: "wide", shape: [3001], rate: 0.37 },
    { name: "single", shape: [1], rate: 0.5 },
    { name: "scarce", shape: [500], rate: 0.001 },
    { name: "dense", shape: [500], rate: 0.95 },
  ];
  const masks = dropoutMasks(layers, { seed: 2 ** 40 + 3, batchSize: 9 });
  const hash = createHash("sha256");
  for (const step of [1, 2, 70_000]) {
    masks.draw(step);
    for (const mask of Object.values(masks.inputs)) hash.update(new Uint8Array(mask.buffer));
  }
  // Recorded results depend on every bit: a faster way to draw must keep them.
  assertEquals(hash.digest("hex"), "72b16e7d0e6b507c639caa82058499c057d6f81f5a5cb96d13c01b3e2e4df9e3");
});

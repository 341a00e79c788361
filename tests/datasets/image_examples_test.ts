import { imageArrays } from "../../lib/datasets/image_arrays.ts";
import { imageExamples } from "../../lib/datasets/image_examples.ts";
import { Stream } from "../../lib/random/stream.ts";
import { assertAllClose, assertClose, assertEquals, assertFails } from "../support/assert.ts";

/** Two images of 2×3 pixels in two channels. */
const ARRAYS = imageArrays(Uint8Array.from({ length: 2 + 24 }, (_, i) => i < 2 ? i : 10 * (i - 2)), 2);

const examples = (flip: boolean) => imageExamples(ARRAYS, { shape: [2, 3, 2], fingerprint: "f", flip });

function read(flip: boolean, index: number, draws?: Stream): number[] {
  const out = new Float32Array(12);
  examples(flip).read(index, out, draws);
  return [...out];
}

/** Bytes that `v/127.5 − 1` came from. */
const bytes = (values: number[]) => values.map((value) => Math.round((value + 1) * 127.5));

Deno.test("imageExamples() maps 0 to −1 and 255 to 1", () => {
  const arrays = imageArrays(Uint8Array.of(0, 0, 51, 255), 1);
  const out = new Float32Array(3);
  imageExamples(arrays, { shape: [1, 1, 3], fingerprint: "f", flip: false }).read(0, out);
  // 1e-7 is one rounding of a float32 below 1.
  assertAllClose(out, [-1, -0.6, 1], 1e-7);
});

Deno.test("imageExamples() reads an image as it lies in the array", () => {
  assertEquals(bytes(read(false, 1)), Array.from({ length: 12 }, (_, i) => 120 + 10 * i));
  assertEquals([examples(false).label(0), examples(false).label(1)], [0, 1]);
});

Deno.test("imageExamples() mirrors left and right, keeping rows and channels, in half of all draws", () => {
  const plain = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110];
  const mirrored = [40, 50, 20, 30, 0, 10, 100, 110, 80, 90, 60, 70];
  let flips = 0;
  const count = 4000;
  for (let sample = 0; sample < count; sample++) {
    const values = bytes(read(true, 0, new Stream({ seed: 1, purpose: "test/flip", sample })));
    const flipped = values[0] !== 0;
    assertEquals(values, flipped ? mirrored : plain);
    flips += Number(flipped);
  }
  // Four standard deviations of a binomial share, √(¼/4000).
  assertClose(flips / count, 0.5, 4 * Math.sqrt(0.25 / count));
});

Deno.test("imageExamples() never mirrors without a stream, or when it is not asked to", () => {
  const draws = new Stream({ seed: 1, purpose: "test/flip" });
  for (let i = 0; i < 20; i++) {
    assertEquals(read(true, 0)[0], -1);
    assertEquals(read(false, 0, draws)[0], -1);
  }
});

Deno.test("imageExamples() refuses an index beyond the set", async () => {
  await assertFails(() => read(false, 2), "Cannot read example 2: expected 0 to 1");
  await assertFails(() => read(false, -1), "Cannot read example -1");
});

import { createHash } from "node:crypto";
import { quantile } from "../../lib/random/normal.ts";
import { Stream } from "../../lib/random/stream.ts";
import { assertEquals } from "../support/assert.ts";

// Results that were recorded depend on every bit of these numbers: a faster or better way to draw must keep them.

/** SHA-256 of numbers, in hex. */
function digest(numbers: Float32Array | Float64Array): string {
  return createHash("sha256").update(new Uint8Array(numbers.buffer)).digest("hex");
}

Deno.test("a long stream's normals are those that were recorded", () => {
  const numbers = new Float64Array(1_000_003);
  new Stream({ seed: 5 * 2 ** 32 + 6, purpose: "train/noise", step: 7, sample: 8 }).fillNormal(numbers);
  assertEquals([...numbers.subarray(0, 3)], [0.6416136800652169, 2.03872912304989, 0.20217021406448826]);
  assertEquals(digest(numbers), "2f85e79579aabaad049db200ac5461b5b32dcc5bfd617b87611c925f03aa1dca");
});

Deno.test("many short streams' normals are those that were recorded, whatever their length", () => {
  const lengths = [0, 1, 2, 3, 4, 5, 7, 784, 3072];
  const numbers = new Float32Array(40 * lengths.reduce((sum, length) => sum + length));
  const draws = new Stream({ seed: 1, purpose: "train/noise", step: 2 });
  let start = 0;
  for (let sample = 0; sample < 40; sample++) {
    for (const length of lengths) {
      draws.moveTo(1000 * sample + length);
      draws.fillNormal(numbers.subarray(start, start += length));
    }
  }
  assertEquals(start, numbers.length);
  assertEquals(digest(numbers), "b93c4e116520b9d402310b602ffdd6d8d76289313596e69b16f28a1bd9d468aa");
});

Deno.test("words, uniforms, integers and normals taken in turns are those that were recorded", () => {
  const draws = new Stream({ seed: 3, purpose: "example" });
  const numbers: number[] = [];
  const piece = new Float64Array(11);
  for (let i = 0; i < 3000; i++) {
    if (i % 100 === 99) draws.moveTo(i);
    numbers.push(draws.uniform(), draws.integer(3 * 2 ** 30 + i), draws.normal());
    if (i % 3 === 0) numbers.push(draws.uint32());
    const taken = piece.subarray(0, i % 12);
    draws.fillNormal(taken);
    numbers.push(...taken);
  }
  assertEquals(
    digest(Float64Array.from(numbers)),
    "3f730aa12f4d777c195ce176e3c372f1e4ecbacaa180981823613942c8221c65",
  );
});

Deno.test("a stream at the end of all addresses, drawn in short pieces, has the numbers that were recorded", () => {
  const draws = new Stream({ seed: 4, purpose: "example", sample: 0xffffffff, step: 0xffffffff });
  const numbers = new Float64Array(1001);
  for (let i = 0; i < numbers.length; i += 7) draws.fillNormal(numbers.subarray(i, i + 7));
  assertEquals(digest(numbers), "db1274f3ffe58cb9366cc2a0651648e77d7ae97b78a66ea0896a0b84d5e5e77a");
});

Deno.test("quantiles of the centre, of both tails and of where they meet are those that were recorded", () => {
  const probabilities: number[] = [];
  for (let i = 0; i < 20000; i++) probabilities.push((i + 0.5) / 20000);
  // The ends of what a stream can ask for, the smallest first.
  for (let i = 0; i < 2000; i++) probabilities.push((i + 0.5) / 2 ** 32, 1 - (i + 0.5) / 2 ** 32);
  // Powers of two, where a logarithm's reduction changes, and the widest range of a double.
  for (let i = 1; i <= 1074; i++) probabilities.push(2 ** -i, 0.7 * 2 ** -i, 2 ** -i * (1 + 2 ** -20));
  for (let i = 1; i <= 53; i++) probabilities.push(1 - 2 ** -i);
  for (const meeting of [0.075, 0.925, 1.3887943864964021e-11]) {
    for (let i = -500; i <= 500; i++) probabilities.push(meeting * (1 + i * 2 ** -52));
  }
  const inside = probabilities.filter((p) => p > 0 && p < 1);
  assertEquals(
    digest(Float64Array.from(inside, quantile)),
    "696d82655ff4f3c8e6730f3668317c0e28c820b92d76d8d26b4eb20e377186d3",
  );
});

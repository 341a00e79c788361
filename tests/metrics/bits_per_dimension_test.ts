import { Failure } from "../../lib/failure.ts";
import { bitsOf, bitsPerDimension } from "../../lib/metrics/bits_per_dimension.ts";
import { contentNumber, dequantized, LEVELS_PER_UNIT } from "../../lib/metrics/dequantization.ts";
import type { MetricContext, MetricResult } from "../../lib/metrics/metric.ts";
import { linear } from "../../lib/paths/linear.ts";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals, normals32 } from "../support/draws.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { kolmogorovSmirnov, normalCdf } from "../support/statistics.ts";
import { fakeContext } from "./fake_context.ts";

const [COUNT, SIZE] = [60, 4];

/** Grey in the mean, with a spread of a few levels. */
const LAW = { mean: 0.2, spread: 0.015 };

/** The nearest level. */
const level = (x: number): number => Math.round((x + 1) * LEVELS_PER_UNIT) / LEVELS_PER_UNIT - 1;

/** Images of 2 × 2 pixels of 256 levels. */
const images = Float32Array.from(normals(COUNT * SIZE, "images"), (z) => level(LAW.mean + LAW.spread * z));

/** The images, and a model that is right about the law before it was rounded. */
function context(reference = images, shape = [2, 2, 1]): MetricContext {
  return fakeContext({
    shape,
    field: gaussianField(linear.create({}), LAW),
    source: new Float32Array(),
    reference,
    batchSize: 16,
  });
}

/** The metric with some options of its own. */
function measure(given: Record<string, unknown> = {}, of = context()): Promise<MetricResult> {
  return bitsPerDimension.create(bitsPerDimension.options.parse({ divergence: "exact", ...given })).evaluate(
    of,
  );
}

/** A mean over all pixels, in bits. */
function meanBits(nats: (x: number) => number): number {
  return -images.reduce((sum, x) => sum + nats(x), 0) / (images.length * Math.LN2);
}

/** The log-density of a pixel at its level. */
function logDensity(x: number): number {
  return -(((x - LAW.mean) / LAW.spread) ** 2) / 2 - Math.log(LAW.spread * Math.sqrt(2 * Math.PI));
}

Deno.test("bits per dimension are offset by 7 for pixels of 128 levels a unit, and by log₂ 127.5 for 127.5", () => {
  for (const [levelsPerUnit, offset] of [[128, 7], [127.5, 6.994353436858858]] as const) {
    assertClose(bitsOf(0, { dimensions: 12, levelsPerUnit }), offset, 1e-14);
    // A nat is 1/ln 2 bits, shared by the dimensions.
    assertClose(bitsOf(-12, { dimensions: 12, levelsPerUnit }), offset + Math.LOG2E, 1e-14);
  }
  // A uniform density over [−1, 1] is that of 256 levels that are equally likely.
  assertClose(bitsOf(-3 * Math.log(2), { dimensions: 3, levelsPerUnit: 128 }), 8, 1e-14);
});

Deno.test("without dequantisation they are those of the density at the levels", async () => {
  const { value, protocol } = await measure({ dequantization: "none", tolerance: 1e-8 });
  // The solver's tolerance, and its growth over the way.
  assertClose(value!, meanBits(logDensity) + Math.log2(127.5), 1e-5);
  assertEquals(protocol, {
    samples: COUNT,
    split: "test",
    solver: "dopri5",
    tolerance: 1e-8,
    divergence: "exact",
    dequantization: "none",
    levelsPerUnit: 127.5,
  });
});

Deno.test("with dequantisation they are the mean of the log-density over the cells, in closed form", async () => {
  const draws = 10;
  const { value, protocol } = await measure({ draws, tolerance: 1e-6 });
  // Uniform noise of a width w adds w²/12 to the mean square: to each pixel's nats w²/(24·S²).
  const extra = (1 / 127.5) ** 2 / (24 * LAW.spread ** 2) / Math.LN2;
  const exact = meanBits(logDensity) + Math.log2(127.5) + extra;
  // The noise changes a pixel's nats by about z·w·u/S with u of variance 1/12, a mean over 2400 pixels.
  const noise = (1 / 127.5) / (LAW.spread * Math.sqrt(12 * images.length * draws) * Math.LN2);
  assertTrue(extra > 3 * noise);
  assertClose(value!, exact, 4 * noise);
  assertEquals([protocol["dequantization"], protocol["draws"]], ["uniform", draws]);
});

Deno.test("with dequantisation they bound the bits of the levels from above", async () => {
  const { value } = await measure({ draws: 8 });
  const cell = (x: number): number => {
    const z = (edge: number) => (x + edge / 127.5 - LAW.mean) / LAW.spread;
    return Math.log(normalCdf(z(0.5)) - normalCdf(z(-0.5)));
  };
  const least = meanBits(cell);
  // The gap is of second order in the width of a cell over the spread, 0.5: some hundredths of a bit.
  assertTrue(value! > least && value! < least + 0.05, `${value} is no tight bound of ${least}`);
});

Deno.test("noise brings every pixel back to its level when it is rounded, and is uniform", () => {
  const draws = 3;
  const x = dequantized(images, { size: SIZE, draws, seed: 0 });
  assertEquals(x.length, images.length * draws);
  const parts = x.map((value, e) => {
    const from = images[SIZE * Math.floor(e / (SIZE * draws)) + e % SIZE]!;
    return (value - from) * LEVELS_PER_UNIT + 0.5;
  });
  // Levels are rounded to float32.
  assertTrue(parts.every((u) => u >= 0 && u < 1));
  // Exceeded once in a million seeds.
  assertTrue(kolmogorovSmirnov(parts, (u) => Math.min(1, Math.max(0, u))) < 2.65);
});

Deno.test("an example's noise is its own, wherever it stands, and another's with another seed", () => {
  const options = { size: SIZE, draws: 2, seed: 0 };
  const all = dequantized(images, options);
  const tail = dequantized(images.slice(-SIZE), options);
  assertEquals(tail, all.slice(-2 * SIZE));
  const fewer = dequantized(images.slice(-SIZE), { ...options, draws: 1 });
  assertEquals(fewer, tail.slice(0, SIZE));
  assertTrue(tail[0] !== tail[SIZE]);
  assertTrue(dequantized(images.slice(-SIZE), { ...options, seed: 1 })[0] !== tail[0]);
});

Deno.test("numbers by content are spread over 32 bits, and tell examples apart that differ in one bit", () => {
  const x = normals32(3 * 2000, "content");
  const numbers = Float64Array.from({ length: 2000 }, (_, i) => contentNumber(x.subarray(3 * i, 3 * i + 3)));
  assertEquals(new Set(numbers).size, 2000);
  // Exceeded once in a million seeds.
  assertTrue(kolmogorovSmirnov(numbers, (n) => n / 2 ** 32) < 2.65);
  const zeros = new Float32Array(100);
  const changed = Array.from({ length: 3200 }, (_, bit) => {
    const words = new Uint32Array(100);
    words[Math.floor(bit / 32)] = 2 ** (bit % 32);
    return contentNumber(new Float32Array(words.buffer));
  });
  assertEquals(new Set([...changed, contentNumber(zeros)]).size, 3201);
});

Deno.test("Hutchinson's bits are within their standard error of the exact ones", async () => {
  const exact = await measure({ tolerance: 1e-4 });
  const given = { divergence: "hutchinson", probes: 4, probeLaw: "gaussian", tolerance: 1e-4 };
  const { value, details } = await measure(given);
  const ofProbes = details!["probeStandardError"]!;
  // ∫∇·v dt is estimated as ‖p‖²·ln S, whose variance is 2d·(ln S)².
  const expected = Math.sqrt(2 * SIZE * Math.log(LAW.spread) ** 2 / (4 * COUNT)) / (SIZE * Math.LN2);
  assertTrue(ofProbes > 0.7 * expected && ofProbes < 1.4 * expected, `${ofProbes}, not ${expected}`);
  assertClose(value!, exact.value!, 4 * expected);
});

Deno.test("bits that no code of levels can have are warned of", async () => {
  const sure: MetricContext = {
    ...context(),
    model: {
      ...context().model,
      async logLikelihood(x, options) {
        const found = await context().model.logLikelihood(x, options);
        return { ...found, values: found.values.map((value) => value + 40) };
      },
    },
  };
  const { value, warnings } = await measure({}, sure);
  assertTrue(value! < 0);
  assertEquals(warnings!.map((text) => text.slice(0, 10)), ["is below 0"]);
  assertEquals((await measure({ dequantization: "none" }, sure)).warnings, []);
});

Deno.test("points are refused", async () => {
  const error = await assertFails(() => measure({}, context(images, [4])), "found points of 4 numbers");
  assertTrue(error instanceof Failure && error.exitCode === 2);
});

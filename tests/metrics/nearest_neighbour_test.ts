import type { MetricResult } from "../../lib/metrics/metric.ts";
import { nearestNeighbour, nearness } from "../../lib/metrics/nearest_neighbour.ts";
import { nearestSquares } from "../../lib/metrics/nearest_squares.ts";
import { linear } from "../../lib/paths/linear.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals, normals32 } from "../support/draws.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { fakeContext, type FakeParts } from "./fake_context.ts";

Deno.test("the nearest of many is that of brute force, however the rows are cut into tiles", () => {
  for (const [count, others, size] of [[1, 1, 3], [5, 700, 2], [700, 5, 2], [520, 1100, 3]] as const) {
    const [x, y] = [normals32(count * size, "x"), normals32(others * size, "y")];
    const square = (i: number, j: number): number => {
      let sum = 0;
      for (let c = 0; c < size; c++) sum += (x[i * size + c]! - y[j * size + c]!) ** 2;
      return sum;
    };
    const expected = Array.from({ length: count }, (_, i) => {
      let least = Infinity;
      for (let j = 0; j < others; j++) least = Math.min(least, square(i, j));
      return least;
    });
    // Squared norms of order 10, subtracted in double precision.
    assertAllClose(nearestSquares(x, y, size), expected, 1e-13);
  }
});

Deno.test("the statistic of small sets is what is found by hand", () => {
  // Of 6 pairs the sample is nearer in 2 + 2, and as near in one, with 1 and 2 below and at 5.
  const { share, nearer, zScore } = nearness(Float64Array.of(1, 2, 5), Float64Array.of(9, 5), 0.5);
  assertClose(nearer, (2 + 2 + 1.5) / 6, 1e-15);
  // The number of pairs has the variance nm(n + m + 1)/12 = 3.
  assertClose(zScore, (5.5 - 3) / Math.sqrt(3), 1e-14);
  // The quantile ½ of two numbers is the larger: all are below.
  assertEquals(share, 1);
});

Deno.test("for one law the share is the quantile and the score is standard normal", () => {
  const results = Array.from(
    { length: 400 },
    (_, k) => nearness(normals(60, `samples ${k}`), normals(80, `others ${k}`), 0.1),
  );
  const moments = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [
      mean,
      Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length),
    ] as const;
  };
  const [mean, deviation] = moments(results.map(({ zScore }) => zScore));
  // 400 standard normal numbers: their mean is off by 1/20, their spread by 1/28; allowed are four.
  assertClose(mean, 0, 0.2);
  assertClose(deviation, 1, 0.15);
  const [share, spread] = moments(results.map(({ share }) => share));
  // The quantile of 80 numbers is the ninth smallest: below it lies 9/81 in the mean.
  assertClose(share, 9 / 81, 4 * spread / 20);
  assertClose(spread, results[0]!.standardError, 0.15 * spread);
});

const data = (count: number, purpose: string): Float32Array =>
  normals32(2 * count, purpose).map((x) => x / 3);

const parts: FakeParts = {
  shape: [2],
  field: gaussianField(linear.create({})),
  source: new Float32Array(),
  reference: data(200, "test"),
  training: { x: data(300, "training"), labels: new Int32Array(300) },
};

function measure(
  samples: Float32Array,
  given: object = {},
  change: Partial<FakeParts> = {},
): Promise<MetricResult> {
  const metric = nearestNeighbour.create(
    nearestNeighbour.options.parse({ count: 200, quantile: 0.1, ...given }),
  );
  return metric.evaluate(fakeContext({ ...parts, samples, ...change }));
}

Deno.test("new draws are as near to the training data as the test data are, copies are nearer, others farther", async () => {
  const honest = await measure(data(200, "samples"));
  // Four standard errors.
  assertClose(honest.value!, 0.1, 4 * honest.details!["standardError"]!);
  assertTrue(Math.abs(honest.details!["zScore"]!) < 4);
  assertEquals(honest.protocol, {
    samples: 200,
    reference: 200,
    split: "test",
    training: 300,
    quantile: 0.1,
    space: "data",
    rounding: "none",
  });
  const copies = await measure(parts.training!.x.subarray(0, 400).map((x, e) => x + (e % 2 ? 1e-4 : -1e-4)));
  assertTrue(copies.value! > 0.9 && copies.details!["zScore"]! > 10);
  // The distance of a copy, up to the rounding of x.
  assertClose(copies.details!["medianDistance"]!, 1e-4 * Math.SQRT2, 1e-6);
  const far = await measure(data(200, "far").map((x) => x + 5));
  assertTrue(far.value === 0 && far.details!["nearer"]! === 0);
});

Deno.test("only so many of the training data are looked at, and images are rounded first", async () => {
  const copies = parts.training!.x.subarray(400, 600);
  const known = await measure(copies, { count: 100 });
  const unknown = await measure(copies, { count: 100, training: 200 });
  assertEquals([known.value, unknown.protocol["training"]], [1, 200]);
  assertTrue(unknown.value! < 0.4);
  const images = { shape: [1, 2, 1] };
  const off = copies.map((x) => x + 1e-3);
  const near = await measure(off, { count: 100 }, {
    ...images,
    training: { x: off, labels: new Int32Array(100) },
  });
  assertEquals([near.details!["medianDistance"], near.protocol["rounding"]], [0, "levels"]);
});

Deno.test("distances can be those of features, which the protocol then names", async () => {
  const images = { shape: [1, 2, 1] };
  const { protocol, value } = await measure(data(200, "samples"), { space: "features" }, images);
  assertEquals([protocol["space"], protocol["features"]], ["features", "fake classifier"]);
  // The fake's features are the pixels.
  assertEquals(value, (await measure(data(200, "samples"), {}, images)).value);
});

Deno.test("without training data there is nothing to copy", async () => {
  await assertFails(
    () =>
      measure(data(200, "samples"), {}, { training: { x: new Float32Array(), labels: new Int32Array() } }),
    "found 0 and 200",
  );
});

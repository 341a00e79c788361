import { energyDistanceSquared } from "../../lib/metrics/energy_distance.ts";
import { metrics } from "../../lib/metrics/mod.ts";
import type { SetDistance } from "../../lib/metrics/set_distance.ts";
import { slicedWassersteinDistance } from "../../lib/metrics/sliced_wasserstein.ts";
import { wasserstein2Distance } from "../../lib/metrics/wasserstein2.ts";
import { linear } from "../../lib/paths/linear.ts";
import { quantile } from "../../lib/random/normal.ts";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { normalCdf } from "../support/statistics.ts";
import { fakeContext, type FakeParts } from "./fake_context.ts";

/** Equally probable points of `N(mean, spread²)`. */
function quantiles(count: number, mean: number, spread: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => mean + spread * quantile((i + 0.5) / count));
}

/** All orders of `0 … count − 1`. */
function orders(count: number): number[][] {
  if (count === 0) return [[]];
  return orders(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, place) => order.toSpliced(place, 0, count - 1))
  );
}

Deno.test("W₂ of two points and two others is what is found by hand", () => {
  // Opposite sides of a rectangle of 4 by 3, against the order.
  const x = Float32Array.of(0, 0, 4, 0);
  const y = Float32Array.of(4, 3, 0, 3);
  assertClose(wasserstein2Distance.between(x, y, 2), 3, 1e-12);
  // On a line: 0 → 1 and 1 → 3 cost 1 + 4; taking the nearest first, 1 → 1 and 0 → 3, 0 + 9.
  assertClose(
    wasserstein2Distance.between(Float32Array.of(0, 1), Float32Array.of(1, 3), 1),
    Math.sqrt(2.5),
    1e-12,
  );
});

Deno.test("W₂ is the least over all pairings", () => {
  const [count, size] = [6, 3];
  const [x, y] = [normals32(count * size, "x"), normals32(count * size, "y")];
  const cost = (i: number, j: number): number =>
    x.subarray(i * size, (i + 1) * size).reduce((sum, entry, c) => sum + (entry - y[j * size + c]!) ** 2, 0);
  const costs = orders(count).map((order) => order.reduce((sum, j, i) => sum + cost(i, j), 0) / count);
  assertEquals(costs.length, 720);
  // Two ways to round sums of squares in double precision.
  assertClose(wasserstein2Distance.between(x, y, size) ** 2, Math.min(...costs), 1e-12);
});

Deno.test("a shift has its length as W₂, and its length by the root of the dimension as the sliced distance", () => {
  const [count, size] = [40, 2];
  const x = normals32(count * size, "x");
  const shift = [3, -4];
  const y = x.map((entry, e) => entry + shift[e % size]!);
  // Coordinates of order 1 to 10 are rounded to float32.
  assertClose(wasserstein2Distance.between(x, y, size), 5, 1e-6);
  // (θ·a)² = ‖a‖²·cos² has the mean ½‖a‖² and the standard deviation ‖a‖²/√8: over 4000 directions the mean square
  // has a standard error of 1.1 %, and the distance of half of that; allowed are five.
  assertClose(slicedWassersteinDistance(4000).between(x, y, size), 5 / Math.SQRT2, 0.028 * 5 / Math.SQRT2);
});

Deno.test("distances of Gaussians on a line are those of the closed form", () => {
  const [x, y] = [quantiles(500, 0, 1), quantiles(500, 1, 0.5)];
  // W₂² = m² + (1 − S)² = 1.25; what lies beyond 500 quantiles has a few thousandths of the variance.
  assertClose(wasserstein2Distance.between(x, y, 1), Math.sqrt(1.25), 2e-3);
  // On a line there is one direction, there and back.
  assertClose(slicedWassersteinDistance(3).between(x, y, 1), wasserstein2Distance.between(x, y, 1), 1e-12);
  // E|N(μ, s²)| = s√(2/π)·exp(−μ²/2s²) + μ(1 − 2Φ(−μ/s)); the differences have the variances 1.25, 2 and ½.
  const expected = (mean: number, s: number): number =>
    s * Math.sqrt(2 / Math.PI) * Math.exp(-(mean ** 2) / (2 * s * s)) + mean * (1 - 2 * normalCdf(-mean / s));
  const exact = 2 * expected(1, Math.sqrt(1.25)) - expected(0, Math.SQRT2) - expected(0, Math.SQRT1_2);
  // Quantiles are more even than draws: pairs of different ones are too far apart by 1/n of their distance.
  assertClose(energyDistanceSquared.between(x, y, 1), exact, 1e-2);
});

Deno.test("the sliced distance takes its directions from nowhere but their number", () => {
  const [x, y] = [normals32(30, "x"), normals32(30, "y")];
  const square = (projections: number): number =>
    slicedWassersteinDistance(projections).between(x, y, 3) ** 2;
  // More directions do not replace the first ones: the sum of two can be no less than the first alone.
  assertTrue(2 * square(2) > square(1) && 3 * square(3) > 2 * square(2));
});

Deno.test("the energy distance is the difference of mean distances between pairs of different samples", () => {
  // E|X − Y| = (1 + 5 + 1 + 3)/4, |x − x'| = 2, |y − y'| = 4.
  assertClose(energyDistanceSquared.between(Float32Array.of(0, 2), Float32Array.of(1, 5), 1), -1, 1e-12);
});

Deno.test("the energy distance of equal laws is 0 in the mean, even of small sets", () => {
  const [sets, count] = [500, 4];
  const values = Array.from({ length: sets }, (_, k) => {
    const of = (which: string): Float32Array => normals32(count, `${which} ${k}`);
    return energyDistanceSquared.between(of("x"), of("y"), 1);
  });
  const mean = values.reduce((sum, value) => sum + value) / sets;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sets);
  // Five standard errors. With pairs of a sample with itself the mean would be 2·1.128/4 = 0.56.
  assertTrue(deviation < 1);
  assertClose(mean, 0, 5 * deviation / Math.sqrt(sets));
});

const distances: [name: string, distance: SetDistance][] = [
  ["wasserstein2", wasserstein2Distance],
  ["slicedWasserstein", slicedWassersteinDistance(256)],
  ["energyDistance", energyDistanceSquared],
];

const parts: FakeParts = {
  shape: [2],
  field: gaussianField(linear.create({})),
  source: normals32(200, "source"),
  reference: normals32(400, "reference"),
};

for (const [name, distance] of distances) {
  const metric = metrics[name]!.create(metrics[name]!.options.parse({ count: 50 }));

  Deno.test(`${name} compares with the first of the test split, and those with the next ones`, async () => {
    const samples = normals32(120, "samples");
    const { value, details, protocol } = await metric.evaluate(fakeContext({ ...parts, samples }));
    const [data, others] = [parts.reference.subarray(0, 100), parts.reference.subarray(100, 200)];
    assertEquals(value, distance.between(samples.subarray(0, 100), data, 2));
    assertEquals(details, { floor: distance.between(others, data, 2) });
    assertEquals([protocol["samples"], protocol["reference"], protocol["split"]], [50, 50, "test"]);
  });

  Deno.test(`${name} draws samples if the run has too few, and takes fewer if there are few data`, async () => {
    const context = fakeContext({ ...parts, samples: normals32(98, "samples") });
    const { x } = await context.draw({ count: 50 });
    assertEquals(
      (await metric.evaluate(context)).value,
      distance.between(x, parts.reference.slice(0, 100), 2),
    );
    const few = { ...parts, samples: x, reference: parts.reference.slice(0, 60) };
    const { value, details, protocol } = await metric.evaluate(fakeContext(few));
    assertEquals(value, distance.between(x.slice(0, 60), few.reference, 2));
    assertEquals([details, protocol["samples"], protocol["reference"]], [{}, 30, 30]);
  });

  Deno.test(`${name} says that one example is not enough`, async () => {
    const one = fakeContext({ ...parts, reference: parts.reference.slice(0, 2) });
    await assertFails(() => metric.evaluate(one), "found 1");
  });
}

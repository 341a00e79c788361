import { medianBandwidth, mmd, mmdSquared } from "../../lib/metrics/mmd.ts";
import { linear } from "../../lib/paths/linear.ts";
import { quantile } from "../../lib/random/normal.ts";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { fakeContext } from "./fake_context.ts";

const KERNEL = { bandwidth: 0.8, scales: [0.5, 1, 3] };

/** `E k(X, Y)` where `X − Y` is `N(shift·1, variance·I)`: a Gaussian integral for each width. */
function expectedKernel(size: number, shift: number, variance: number): number {
  const means = KERNEL.scales.map((scale) => {
    const h2 = (scale * KERNEL.bandwidth) ** 2;
    return (h2 / (h2 + variance)) ** (size / 2) * Math.exp(-size * shift ** 2 / (2 * (h2 + variance)));
  });
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}

/** `MMD²` of `N(0, I)` and `N(mean·1, spread²·I)`. */
function exactMmd(size: number, mean: number, spread: number): number {
  return expectedKernel(size, 0, 2) + expectedKernel(size, 0, 2 * spread ** 2) -
    2 * expectedKernel(size, mean, 1 + spread ** 2);
}

Deno.test("the mmd of Gaussians on a line is the closed form", () => {
  const at = (mean: number, spread: number): Float32Array =>
    Float32Array.from({ length: 500 }, (_, i) => mean + spread * quantile((i + 0.5) / 500));
  const { between } = mmdSquared(KERNEL);
  for (const [mean, spread] of [[1, 0.5], [0, 2], [0.3, 1]] as const) {
    // Quantiles are more even than draws: leaving out the pairs of a point with itself, where the kernel is 1, takes
    // the mean over the others down by less than 1/n for each set.
    assertClose(between(at(0, 1), at(mean, spread), 1), exactMmd(1, mean, spread), 2 / 500);
  }
});

Deno.test("the mmd of draws is the closed form in the mean, in any dimension, and 0 for equal laws", () => {
  const { between } = mmdSquared(KERNEL);
  for (const [size, mean, spread] of [[1, 1, 0.5], [3, 0.3, 1.2], [3, 0, 1]] as const) {
    const sets = 200;
    const values = Array.from({ length: sets }, (_, k) => {
      const x = normals32(8 * size, `x ${k}`);
      return between(x, normals32(8 * size, `y ${k}`).map((y) => mean + spread * y), size);
    });
    const average = values.reduce((sum, value) => sum + value) / sets;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / sets);
    // Five standard errors; with the pairs of a sample with itself the mean would be 0.1 or more too large.
    assertTrue(deviation < 0.2);
    assertClose(average, exactMmd(size, mean, spread), 5 * deviation / Math.sqrt(sets), `[${size}]`);
  }
});

Deno.test("two points and two others have the mmd that is found by hand", () => {
  const { between } = mmdSquared({ bandwidth: 1, scales: [1] });
  const k = (distance: number): number => Math.exp(-(distance ** 2) / 2);
  const expected = k(2) + k(3) - (k(1) + k(4) + k(1) + k(2)) / 2;
  assertClose(between(Float32Array.of(0, 2), Float32Array.of(1, 4), 1), expected, 1e-14);
});

Deno.test("the median bandwidth is the power of 2 next to the median distance of the data", async () => {
  // The distances are 1, 2, 3, 3, 5, 6: the fourth of six is 3, which is nearer to 4 in logarithms.
  assertEquals(medianBandwidth(Float32Array.of(0, 1, 3, 6), 1), 4);
  assertEquals(medianBandwidth(Float32Array.of(0, 0.01, 0.03, 0.06), 1), 2 ** -5);
  // The distance of normal points of the plane has the median √(2·2·ln 2) = 1.67.
  assertEquals(medianBandwidth(normals32(400, "points"), 2), 2);
  await assertFails(() => medianBandwidth(new Float32Array(6), 2), "The median distance of the data is 0");
});

Deno.test("the kernel is that of the data, whatever the samples, and the protocol names it", async () => {
  const reference = normals32(200, "reference");
  const measured = async (samples: Float32Array, given = {}) => {
    const metric = mmd.create(mmd.options.parse({ count: 50, ...given }));
    const field = gaussianField(linear.create({}));
    return await metric.evaluate(fakeContext({ shape: [2], field, source: reference, reference, samples }));
  };
  const near = await measured(normals32(100, "near"));
  const far = await measured(normals32(100, "far").map((x) => 100 * x));
  assertEquals(near.protocol["bandwidth"], 2);
  assertEquals(near.protocol["scales"], "0.25, 0.5, 1, 2, 4");
  assertEquals(far.protocol, near.protocol);
  assertEquals(far.details, near.details);
  assertTrue(far.value! > 0.5 && Math.abs(near.value!) < 0.1);
  assertEquals((await measured(normals32(100, "near"), { bandwidth: 0.3 })).protocol["bandwidth"], 0.3);
});

import { classAccuracy } from "../../lib/metrics/class_accuracy.ts";
import { kernelComparison } from "../../lib/metrics/kernel_distance.ts";
import { metrics } from "../../lib/metrics/mod.ts";
import { precisionRecallComparison } from "../../lib/metrics/precision_recall.ts";
import { rounded } from "../../lib/metrics/rounding.ts";
import { linear } from "../../lib/paths/linear.ts";
import type { Failure } from "../../lib/failure.ts";
import { imageExamples } from "../../lib/datasets/image_examples.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { fakeContext, type FakeParts } from "./fake_context.ts";

Deno.test("rounding clips, goes to the nearest of 256 levels, and leaves those as they are", () => {
  const pixels = Uint8Array.from({ length: 256 }, (_, level) => level);
  const levels = new Float32Array(256);
  imageExamples({ labels: [0], pixels }, {
    shape: [16, 16, 1],
    fingerprint: "",
    augmentation: { flip: false, crop: 0 },
  }).read(0, levels);
  assertEquals(rounded(levels, "levels"), levels);
  // A third of the way to the next level.
  const between = levels.map((level) => level + 1 / 3 / 127.5);
  assertEquals(rounded(between, "levels"), levels);
  assertEquals([...rounded(Float32Array.of(-7, 1.5, 0.999), "levels")], [-1, 1, 1]);
  assertEquals(rounded(between, "none"), between);
});

Deno.test("numbers that are not finite are not looked at", async () => {
  for (const rounding of ["levels", "none"] as const) {
    await assertFails(() => rounded(Float32Array.of(0, NaN), rounding), "found NaN");
  }
});

Deno.test("the kernel distance of small sets is what is found by hand", () => {
  // k(x, y) = (xy + 1)³ on a line: within x 3³ = 27 between 1 and 2, within y 1, across 1, 8, 1, 27.
  const { value } = kernelComparison.between(Float32Array.of(1, 2), Float32Array.of(0, 1), 1);
  assertClose(value, 27 + 1 - 2 * (1 + 8 + 1 + 27) / 4, 1e-12);
  // In two dimensions products are divided by 2: (2/2 + 1)³ = 8.
  const flat = kernelComparison.between(Float32Array.of(1, 1, 1, 1), Float32Array.of(0, 0, 0, 0), 2);
  assertClose(flat.value, 8 + 1 - 2, 1e-12);
});

Deno.test("the kernel distance is right on average for sets of any size, and its standard error is their spread", () => {
  const measure = (sets: number, shift: number) => {
    const found = Array.from({ length: sets }, (_, k) =>
      kernelComparison.between(
        normals32(2 * 25, `x ${k}`),
        normals32(2 * 25, `y ${k}`).map((entry) => entry + shift),
        2,
      ));
    const mean = found.reduce((sum, { value }) => sum + value / sets, 0);
    const variance = found.reduce((sum, { value }) => sum + (value - mean) ** 2 / (sets - 1), 0);
    const stated = Math.sqrt(found.reduce((sum, { standardError }) => sum + standardError! ** 2 / sets, 0));
    return { mean, deviation: Math.sqrt(variance), stated, error: Math.sqrt(variance / sets) };
  };
  const equal = measure(400, 0);
  assertClose(equal.mean, 0, 4 * equal.error);
  const apart = measure(400, 0.7);
  // With u = x·y/2 the kernel is 1 + 3u + 3u² + u³, and y ~ N(m, 1) with m = (s, s), s = 0.7. Its mean is 1 + 3/2 within
  // x, 1 + 3·E‖y‖²/4 across, and within y it takes E u = s², E u² = tr((1 + mmᵀ)²)/4 and E(y·y')³ = 8s⁶ + 24s⁴ + 24s².
  const s2 = 0.49;
  const third = 8 * s2 ** 3 + 24 * s2 ** 2 + 24 * s2;
  const expected = 2.5 + (1 + 3 * s2 + 3 * (2 + 4 * s2 + 4 * s2 ** 2) / 4 + third / 8) -
    2 * (1 + 3 * (2 + 2 * s2) / 4);
  assertClose(apart.mean, expected, 4 * apart.error);
  // The spread of 400 numbers with heavy tails is known to a tenth or so, and a jackknife is a little large.
  assertClose(apart.stated / apart.deviation, 1, 0.25);
});

Deno.test("precision and recall of points on a line are those found by hand", () => {
  const { between } = precisionRecallComparison(1);
  // Data reach 1 around 0 and 1, and 9 around 10: the samples 1.5 and 18 are among them, 30 and 100 are not.
  const data = Float32Array.of(0, 1, 10, 200);
  const samples = Float32Array.of(1.5, 18, 30, 100);
  const found = between(samples, data, 1);
  // Around 200 the data reach 190, which takes in all that is beyond 10.
  assertEquals(found.value, 1);
  // Samples reach 16.5, 12, 12 and 70: to 0, 1 and 10, and from 30 to 170.
  assertEquals(found.recall, 0.75);
  const far = between(Float32Array.of(-50, -60, -70, 1.5), data, 1);
  assertEquals([far.value, far.recall], [0.25, 0.75]);
});

Deno.test("a set is among itself, and two sets of one law among each other as often as may be", () => {
  const { between } = precisionRecallComparison(3);
  const [x, y] = [normals32(400, "x"), normals32(400, "y")];
  assertEquals(between(x, x, 2), { value: 1, recall: 1 });
  const { value, recall } = between(x, y, 2);
  assertTrue(value > 0.85 && recall! > 0.85, `${value}, ${recall}`);
  const half = between(x.map((entry, e) => e % 2 === 0 ? Math.abs(entry) : entry), y, 2);
  // Half of the data are covered, and whoever is near the edge.
  assertTrue(half.value > 0.85 && half.recall! > 0.45 && half.recall! < 0.7, `${half.value}, ${half.recall}`);
});

const parts: FakeParts = {
  shape: [1, 2, 1],
  field: gaussianField(linear.create({})),
  source: normals32(80, "source"),
  reference: normals32(80, "reference").map((x) => x / 4),
  samples: normals32(40, "samples").map((x) => x / 4),
};

for (const name of ["frechetDistance", "kernelDistance", "precisionRecall"]) {
  const { options, create } = metrics[name]!;

  Deno.test(`${name} says whose features of how many images it compares, and what chance alone amounts to`, async () => {
    const metric = create(options.parse({ count: 20 }));
    const { protocol, details } = await metric.evaluate(fakeContext(parts));
    const { samples, reference, split, features, rounding } = protocol;
    assertEquals([samples, reference, split, features, rounding], [
      20,
      20,
      "test",
      "fake classifier",
      "levels",
    ]);
    // The same for the data behind the first.
    const others = { ...parts, samples: parts.reference.slice(40) };
    const again = await metric.evaluate(fakeContext(others));
    assertEquals(again.value, details!["floor"]);
    if (name === "precisionRecall") assertEquals(again.details!["recall"], details!["recallFloor"]);
    const few = await metric.evaluate(fakeContext({ ...parts, reference: parts.reference.slice(0, 60) }));
    assertTrue(!("floor" in few.details!), "there are too few data for a floor");
  });

  Deno.test(`${name} looks at rounded images unless told not to, and through an extractor of one's own`, async () => {
    const context = fakeContext(parts);
    const asked: unknown[] = [];
    const spy = {
      ...context,
      features: (...args: Parameters<typeof context.features>) => {
        asked.push(args[1]);
        return context.features(...args);
      },
    };
    const given = { count: 20, rounding: "none", extractor: "own.onnx", extractorRange: "[0,1]" };
    const { protocol } = await create(options.parse(given)).evaluate(spy);
    assertEquals([protocol["features"], protocol["rounding"]], ["own.onnx", "none"]);
    assertEquals(asked, Array(3).fill({ extractor: "own.onnx", range: "[0,1]" }));
    const plain = await create(options.parse({ count: 20, rounding: "none" })).evaluate(context);
    const levels = { ...parts, samples: rounded(parts.samples!, "levels") };
    const coarse = { ...levels, reference: rounded(parts.reference, "levels") };
    const before = await create(options.parse({ count: 20, rounding: "none" })).evaluate(fakeContext(coarse));
    const after = await create(options.parse({ count: 20 })).evaluate(context);
    assertEquals(after.value, before.value);
    if (name !== "precisionRecall") assertTrue(plain.value !== after.value, "rounding changes nothing");
  });
}

/** Twelve samples: all of class 0 are read right, a half of class 1, and there is no third class. */
const asked: FakeParts = {
  ...parts,
  classes: ["left", "right", "none"],
  samples: Float32Array.from(
    { length: 24 },
    (_, e) => e % 2 === 1 ? 0 : [-0.5, 0.5, -0.5, -0.25][e / 2 % 4]!,
  ),
  sampleLabels: Int32Array.from({ length: 12 }, (_, i) => i % 2),
};

Deno.test("the class accuracy is the part of samples that are read as the class that was asked for", async () => {
  const { value, details, rows, protocol } = await classAccuracy.create({ count: 12, rounding: "levels" })
    .evaluate(fakeContext(asked));
  assertEquals(value, 0.75);
  assertAllClose(Object.values(details!), [Math.sqrt(0.75 * 0.25 / 12), 0.75], 1e-15);
  assertEquals(Object.keys(details!), ["standardError", "classifierAccuracy"]);
  assertEquals(rows, [
    { class: "left", asked: 6, accuracy: 1 },
    { class: "right", asked: 6, accuracy: 0.5 },
  ]);
  assertEquals(protocol, { samples: 12, features: "fake classifier", rounding: "levels" });
});

Deno.test("without a class to ask for there is no class accuracy, and the message says how to have one", async () => {
  const { sampleLabels: _, ...unasked } = asked;
  const error = await assertFails(
    () => classAccuracy.create({ count: 12, rounding: "levels" }).evaluate(fakeContext(unasked)),
    "conditioning",
  );
  assertEquals((error as Failure).exitCode, 2);
});

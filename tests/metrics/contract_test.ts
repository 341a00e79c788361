import { Failure } from "../../lib/failure.ts";
import { metrics } from "../../lib/metrics/mod.ts";
import type { Metric, MetricResult } from "../../lib/metrics/metric.ts";
import { linear } from "../../lib/paths/linear.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { normals32 } from "../support/draws.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { fakeContext, type FakeParts, solverOf } from "./fake_context.ts";

const COUNT = 24;
const SIZE = 2;

/** Points that Gaussian data would be, twice as many as samples are compared. */
const points: FakeParts = {
  shape: [SIZE],
  field: gaussianField(linear.create({})),
  source: normals32(COUNT * SIZE, "source"),
  reference: normals32(2 * COUNT * SIZE, "reference").map((x) => 1 + 0.5 * x),
  spread: 0.5,
};

/** The same with two classes, and data that were trained on. */
const classified: FakeParts = {
  ...points,
  classes: ["left", "right"],
  sampleLabels: Int32Array.from({ length: COUNT }, (_, i) => i % 2),
  training: { x: normals32(30 * SIZE, "training").map((x) => 1 + 0.5 * x), labels: new Int32Array(30) },
};
const aboutClasses = new Set(["classAccuracy", "nearestNeighbour"]);

/** Two numbers as an image, for metrics that are about images alone. */
const images: FakeParts = { ...points, shape: [1, SIZE, 1] };
const aboutImages = new Set(["bitsPerDimension"]);

/** Every metric, with few samples. */
const small: [name: string, metric: Metric][] = Object.entries(metrics).map(([name, { options, create }]) => [
  name,
  create(options.parse("count" in options.shape ? { count: COUNT } : {})),
]);

/** All numbers of a result, in order, by what they are called. */
function numbersOf({ value, details, rows = [], chart }: MetricResult): [string, number][] {
  const named: [string, unknown][] = [
    ["value", value],
    ...Object.entries(details ?? {}),
    ...rows.flatMap((row) => Object.entries(row)),
    ...(chart?.series ?? []).flatMap(({ name, points }) =>
      points.flat().map((x): [string, number] => [name, x])
    ),
  ];
  return named.filter((entry): entry is [string, number] => typeof entry[1] === "number");
}

/** The first rows the other way round, and what is behind them as it is. */
function reversed(x: Float32Array): Float32Array {
  const out = x.slice();
  for (let i = 0; i < COUNT; i++) {
    const from = (COUNT - 1 - i) * SIZE;
    out.set(x.subarray(from, from + SIZE), i * SIZE);
  }
  return out;
}

for (const [name, metric] of created(metrics)) {
  Deno.test(`${name} draws with solvers of the catalog only`, () => {
    for (const choice of metric.solvers) assertTrue(solverOf(choice).order >= 1);
  });
}

for (const [name, metric] of small) {
  const parts = aboutImages.has(name) ? images : aboutClasses.has(name) ? classified : points;

  Deno.test(`${name} finds finite numbers, says how, and finds the same ones every time`, async () => {
    const result = await metric.evaluate(fakeContext(parts));
    assertTrue(result.value !== undefined || (result.rows ?? []).length > 0, "neither a number nor a table");
    for (const [key, number] of numbersOf(result)) assertTrue(Number.isFinite(number), `${key} is ${number}`);
    assertTrue(Object.keys(result.protocol).length > 0, "no protocol");
    assertEquals(result.protocol["samples"], COUNT);
    assertEquals(await metric.evaluate(fakeContext(parts)), result);
    // Names share one line of the metrics file.
    const keys = [...Object.keys(result.protocol), ...Object.keys(result.details ?? {}), "metric", "value"];
    assertEquals(new Set(keys).size, keys.length);
  });

  Deno.test(`${name} finds the same numbers whatever the batch size`, async () => {
    const all = await metric.evaluate(fakeContext(parts));
    for (const batchSize of [1, 7]) {
      assertEquals(await metric.evaluate(fakeContext({ ...parts, batchSize })), all);
    }
  });

  Deno.test(`${name} finds the same numbers whatever the order of samples and data`, async () => {
    const there = numbersOf(await metric.evaluate(fakeContext(parts)));
    const turned = {
      ...parts,
      source: reversed(parts.source),
      reference: reversed(parts.reference),
      ...parts.sampleLabels ? { sampleLabels: parts.sampleLabels.toReversed() } : {},
      ...parts.training ? { training: { ...parts.training, x: reversed(parts.training.x) } } : {},
    };
    const back = numbersOf(await metric.evaluate(fakeContext(turned)));
    assertEquals(back.map(([key]) => key), there.map(([key]) => key));
    // Sums of a few thousand numbers of order 1, in double precision, in another order.
    back.forEach(([key, number], i) =>
      assertClose(number, there[i]![1], 1e-12 + 1e-10 * Math.abs(number), key)
    );
  });

  Deno.test(`${name} either needs no data, or refuses to do without`, async () => {
    try {
      await metric.evaluate(fakeContext({ ...parts, reference: new Float32Array() }));
    } catch (error) {
      assertTrue(error instanceof Failure && error.exitCode === 2, `${error}`);
    }
  });
}

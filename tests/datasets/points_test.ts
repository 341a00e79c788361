import { build, type Choice } from "../../lib/component.ts";
import type { Examples } from "../../lib/datasets/dataset.ts";
import { datasets } from "../../lib/datasets/mod.ts";
import { silent } from "../../lib/logger.ts";
import { Stream } from "../../lib/random/stream.ts";
import { permutation } from "../../lib/random/permutation.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { chiSquareDeviation, kolmogorovSmirnov } from "../support/statistics.ts";

const COUNT = 20_000;

/** The choice of a component with all of its defaults but these. */
function choice(name: string, options: Record<string, unknown> = {}): Choice {
  return { ...datasets[name]!.options.parse(options) as Record<string, unknown>, name };
}

function load(name: string, options = {}, context = {}): Promise<Examples> {
  return build(datasets, choice(name, options))
    .load({ seed: 0, split: "train", cache: "", logger: silent, ...context });
}

function read(examples: Examples, index: number): [number, number] {
  const out = new Float32Array(2);
  examples.read(index, out);
  return [out[0]!, out[1]!];
}

const points = (examples: Examples) => Array.from({ length: COUNT }, (_, i) => read(examples, i));

/** The generated sets are those of as many points as one likes; they need neither files nor permissions. */
const GENERATED = Object.keys(datasets).filter((name) =>
  build(datasets, choice(name)).shape.length === 1 && "size" in datasets[name]!.options.shape
);

Deno.test("the catalog has the generated sets", () => {
  for (
    const name of [
      "checkerboard",
      "eightGaussians",
      "gaussian",
      "moons",
      "pinwheel",
      "rings",
      "sCurve",
      "spirals",
      "swissRoll",
      "textPoints",
    ]
  ) assertTrue(GENERATED.includes(name), name);
});

for (const name of GENERATED) {
  Deno.test(`${name}: points are finite, fill both entries and have labels within range`, async () => {
    const dataset = build(datasets, choice(name));
    assertEquals(dataset.shape, [2]);
    const examples = await load(name);
    assertEquals(examples.size, 100_000);
    const out = new Float32Array(2);
    const classes = Math.max(1, dataset.classes.length);
    const seen = new Set<number>();
    for (let i = 0; i < 1000; i++) {
      examples.read(i, out.fill(NaN));
      assertTrue(out.every(Number.isFinite), `example ${i} is ${out}`);
      const label = examples.label(i);
      assertTrue(Number.isInteger(label) && label >= 0 && label < classes, `label ${label}`);
      seen.add(label);
    }
    assertEquals(seen.size, classes);
  });

  Deno.test(`${name}: an example does not depend on what was read before it`, async () => {
    const straight = await load(name);
    const shuffled = await load(name);
    const draws = new Stream({ seed: 3, purpose: "test/order" });
    const values = new Map<number, readonly [number, number]>();
    for (const i of permutation(200, draws)) values.set(i, read(shuffled, i));
    for (let i = 0; i < 200; i++) assertEquals(read(straight, i), values.get(i));
  });

  Deno.test(`${name}: training does not augment it, so the stream for that changes nothing`, async () => {
    const examples = await load(name);
    const out = new Float32Array(2);
    examples.read(5, out, new Stream({ seed: 9, purpose: "test/draws" }));
    assertEquals([...out], read(examples, 5));
  });

  Deno.test(`${name}: seeds and splits give other points; sizes do not`, async () => {
    const first = read(await load(name), 7);
    assertEquals(read(await load(name, { size: 8 }), 7), first);
    assertTrue(read(await load(name, {}, { seed: 1 }), 7)[0] !== first[0]);
    const held = points(await load(name, {}, { split: "test" }));
    const known = new Set(points(await load(name)).map(String));
    assertEquals(held.filter((point) => known.has(String(point))), []);
  });

  Deno.test(`${name}: the fingerprint tells every option, seed and split apart`, async () => {
    const same = await load(name);
    const others = [await load(name, {}, { seed: 1 }), await load(name, {}, { split: "test" })];
    for (const [option, value] of Object.entries(choice(name))) {
      if (typeof value === "number") {
        others.push(await load(name, { [option]: value * 2 >= 1 ? value * 2 : 0.5 }));
      }
    }
    const prints = [same, ...others].map(({ fingerprint }) => fingerprint);
    assertEquals(new Set(prints).size, prints.length);
    assertTrue(/^[0-9a-f]{64}$/.test(same.fingerprint));
    assertEquals((await load(name)).fingerprint, same.fingerprint);
  });

  Deno.test(`${name}: an index beyond the set is refused`, async () => {
    const examples = await load(name, { size: 10 });
    await assertFails(() => read(examples, 10), "Cannot read example 10: expected 0 to 9");
    await assertFails(() => read(examples, -1), "Cannot read example -1");
  });
}

Deno.test("moons: each class has the mean of its half circle", async () => {
  const examples = await load("moons");
  const means = [[0, 0], [0, 0]];
  points(examples).forEach(([x, y], i) => {
    const mean = means[examples.label(i)]!;
    mean[0]! += x / (COUNT / 2);
    mean[1]! += y / (COUNT / 2);
  });
  // Four standard errors; the variance of a coordinate is below (½ + noise²)·(4/3)².
  const tolerance = 4 * Math.sqrt((0.5 + 0.05 ** 2) * 16 / 9 / (COUNT / 2));
  const centred = (x: number, y: number) => [(x - 0.5) * 4 / 3, (y - 0.25) * 4 / 3];
  assertAllClose(means[0]!, centred(0, 2 / Math.PI), tolerance);
  assertAllClose(means[1]!, centred(1, 0.5 - 2 / Math.PI), tolerance);
});

Deno.test("moons: without noise the points lie on the half circles, at uniform angles", async () => {
  const examples = await load("moons", { noise: 0 });
  const angles: number[] = [];
  points(examples).forEach(([x, y], i) => {
    const [u, v] = [x * 3 / 4 + 0.5, y * 3 / 4 + 0.25];
    const [cosine, sine] = examples.label(i) === 0 ? [u, v] : [1 - u, 0.5 - v];
    // Coordinates up to 2 are rounded to 24 bits: 1.2e-7 each.
    assertClose(Math.hypot(cosine, sine), 1, 5e-7);
    assertTrue(sine > -5e-7 && Math.abs(x) < 2.000001 && Math.abs(y) < 1.000001);
    angles.push(Math.acos(Math.min(1, Math.max(-1, cosine))));
  });
  assertTrue(kolmogorovSmirnov(angles, (angle) => angle / Math.PI) < 2.65);
});

Deno.test("moons: the noise has its standard deviation, across the circle", async () => {
  const examples = await load("moons", { noise: 0.1 });
  let sum = 0;
  points(examples).forEach(([x, y], i) => {
    const [u, v] = [x * 3 / 4 + 0.5, y * 3 / 4 + 0.25];
    sum += ((examples.label(i) === 0 ? Math.hypot(u, v) : Math.hypot(1 - u, 0.5 - v)) - 1) ** 2;
  });
  // Four standard errors of a standard deviation, σ/√(2n), and the curvature's 1st-order share, σ³/2.
  assertClose(Math.sqrt(sum / COUNT), 0.1, 4 * 0.1 / Math.sqrt(2 * COUNT) + 0.1 ** 3 / 2);
});

Deno.test("eightGaussians: every mode gets an eighth, around its centre, with its variance", async () => {
  const examples = await load("eightGaussians");
  const modes = Array.from({ length: 8 }, () => ({ count: 0, x: 0, y: 0, square: 0 }));
  points(examples).forEach(([x, y], i) => {
    const k = (Math.round(Math.atan2(y, x) / (Math.PI / 4)) + 8) % 8;
    assertEquals(k, examples.label(i));
    const mode = modes[k]!;
    const [dx, dy] = [x - 5 * Math.cos(k * Math.PI / 4), y - 5 * Math.sin(k * Math.PI / 4)];
    mode.count++;
    mode.x += dx;
    mode.y += dy;
    mode.square += dx * dx + dy * dy;
  });
  for (const { count, x, y, square } of modes) {
    // The modes take turns. Four standard errors: of a mean, and of a variance from 2n normal numbers.
    assertEquals(count, COUNT / 8);
    assertAllClose([x / count, y / count], [0, 0], 4 * Math.sqrt(0.1 / count));
    assertClose(square / (2 * count), 0.1, 4 * 0.1 * Math.sqrt(1 / count));
  }
});

for (const squares of [4, 6]) {
  Deno.test(`checkerboard: ${squares}×${squares}, no point in a light square, dark ones equally full`, async () => {
    const examples = await load("checkerboard", { squares, extent: 3 });
    const side = 6 / squares;
    const counts = new Map<string, number>();
    const within: number[] = [];
    for (const [x, y] of points(examples)) {
      const [column, row] = [Math.floor((x + 3) / side), Math.floor((y + 3) / side)];
      assertTrue(
        column >= 0 && column < squares && row >= 0 && row < squares,
        `(${x}, ${y}) is off the board`,
      );
      assertEquals((column + row) % 2, 0);
      counts.set(`${column},${row}`, (counts.get(`${column},${row}`) ?? 0) + 1);
      within.push((x + 3) / side - column, (y + 3) / side - row);
    }
    assertEquals(counts.size, squares * squares / 2);
    assertTrue(chiSquareDeviation([...counts.values()]) < 5);
    assertTrue(kolmogorovSmirnov(within, (fraction) => fraction) < 2.65);
  });
}

Deno.test("options beyond their bounds are refused", () => {
  for (
    const [name, options] of [
      ["moons", { noise: -0.1 }],
      ["moons", { size: 0 }],
      ["moons", { size: 1.5 }],
      ["eightGaussians", { variance: -1 }],
      ["eightGaussians", { radius: 0 }],
      ["checkerboard", { squares: 5 }],
      ["checkerboard", { extent: 0 }],
      ["checkerboard", { colour: "red" }],
      ["pinwheel", { arms: 0 }],
      ["pinwheel", { radialSpread: -0.1 }],
      ["rings", { rings: 2.5 }],
      ["sCurve", { noise: -0.1 }],
      ["spirals", { arms: 0 }],
      ["spirals", { turns: 0 }],
      ["swissRoll", { noise: 2 }],
      ["textPoints", { text: "" }],
      ["pointsFile", { file: "points.txt" }],
      ["pointsFile", { dimensions: 0 }],
      ["pointsFile", { normalize: "minmax" }],
      ["cifar10", { flip: "yes" }],
      ["mnist", { flip: 1 }],
      ["fashionMnist", { edition: "last" }],
      ["cifar10", { crop: -1 }],
      ["imageFolder", { crop: 1.5 }],
    ] as const
  ) assertTrue(!datasets[name]!.options.safeParse(options).success, `${name} ${JSON.stringify(options)}`);
});

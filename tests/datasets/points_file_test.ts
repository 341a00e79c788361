import { join } from "node:path";
import type { Examples, LoadContext } from "../../lib/datasets/dataset.ts";
import { pointsFile } from "../../lib/datasets/points_file.ts";
import { Failure } from "../../lib/failure.ts";
import { silent } from "../../lib/logger.ts";
import { testInFolder as test } from "../artifacts/files.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { bytesOf, npy } from "./write_npy.ts";

/** Loads points from a folder; nothing is held out unless the options say so. */
async function load(
  folder: string,
  options: Record<string, unknown> = {},
  context: Partial<LoadContext> = {},
): Promise<Examples> {
  return await pointsFile.create(pointsFile.options.parse({ testPart: 0, ...options }))
    .load({ seed: 0, split: "train", cache: "", folder, logger: silent, ...context });
}

/** All points of a set, each as its coordinates. */
function all(examples: Examples, dimensions = 2): number[][] {
  return Array.from({ length: examples.size }, (_, i) => {
    const out = new Float32Array(dimensions);
    examples.read(i, out);
    return [...out];
  });
}

const write = (folder: string, name: string, text: string) => Deno.writeTextFile(join(folder, name), text);

/** A table of a number of points, none like another, with a class for each. */
function table(count: number): string {
  const numbers = normals(2 * count, "test/pointsFile");
  return "x,y,class\n" +
    Array.from({ length: count }, (_, i) => `${numbers[2 * i]},${numbers[2 * i + 1]},c${i % 3}\n`).join("");
}

test("pointsFile reads a .csv file and an .npy file of the same points to the same examples", async (folder) => {
  await write(folder, "points.csv", "x,y,kind\n1,2,9\n-3.5,4,10\n5,6e-1,9\n");
  await Deno.writeFile(
    join(folder, "p.npy"),
    npy({ shape: [3, 2], data: bytesOf(Float64Array.of(1, 2, -3.5, 4, 5, 0.6)) }),
  );
  await Deno.writeFile(
    join(folder, "kinds.npy"),
    npy({ descr: "<i8", shape: [3], data: bytesOf(BigInt64Array.of(9n, 10n, 9n)) }),
  );
  const text = await load(folder, { labels: "kind" });
  const numbers = await load(folder, { file: "p.npy", labels: "kinds.npy" });
  for (const examples of [text, numbers]) {
    assertEquals(all(examples), [[1, 2], [-3.5, 4], [5, Math.fround(0.6)]]);
    assertEquals(examples.classes, ["9", "10"]);
    assertEquals([0, 1, 2].map((i) => examples.label(i)), [0, 1, 0]);
  }
  assertEquals(text.fingerprint, numbers.fingerprint);
  assertTrue(text.fingerprint !== (await load(folder, { file: "p.npy" })).fingerprint);
  await assertFails(() => text.read(3, new Float32Array(2)), "Cannot read example 3: expected 0 to 2");
});

test("pointsFile takes labels of a table from an .npy file too, and has no classes without labels", async (folder) => {
  await write(folder, "points.csv", "1,2\n3,4\n");
  await Deno.writeFile(join(folder, "l.npy"), npy({ descr: "|u1", shape: [2], data: Uint8Array.of(1, 0) }));
  const labelled = await load(folder, { labels: "l.npy" });
  assertEquals([labelled.classes, labelled.label(0), labelled.label(1)], [["0", "1"], 1, 0]);
  const plain = await load(folder);
  assertEquals([plain.classes, plain.label(0), plain.label(1)], [undefined, 0, 0]);
});

test("pointsFile knows its shape before there is a file, and compares it with the file", async (folder) => {
  const shape = (options = {}) => pointsFile.create(pointsFile.options.parse(options)).shape;
  assertEquals([shape(), shape({ dimensions: 3 })], [[2], [3]]);
  await write(folder, "points.csv", "1,2,3\n4,5,6\n");
  assertEquals(all(await load(folder, { dimensions: 3 }), 3), [[1, 2, 3], [4, 5, 6]]);
  await assertFails(
    () => load(folder),
    "points.csv:1: expected as many columns as dimensions says, 2, found 3",
  );
  const flat = npy({ shape: [4], data: bytesOf(Float64Array.of(1, 2, 3, 4)) });
  await Deno.writeFile(join(folder, "flat.npy"), flat);
  assertEquals(all(await load(folder, { file: "flat.npy", dimensions: 1 }), 1), [[1], [2], [3], [4]]);
  await assertFails(
    () => load(folder, { file: "flat.npy" }),
    "flat.npy: expected as many columns as dimensions says, 2, found 1",
  );
});

test("pointsFile holds points out by their rows: no point is in both splits, and new ones move no other", async (folder) => {
  const count = 4000;
  const split = async (split: "train" | "test", seed = 0) => {
    const examples = await load(folder, { labels: "class", testPart: 0.25 }, { split, seed });
    return all(examples).map((point, i) => `${point} ${examples.classes![examples.label(i)]}`);
  };
  await write(folder, "points.csv", table(count));
  const [train, held] = [await split("train"), await split("test")];
  assertEquals(new Set([...train, ...held]).size, count);
  // Five standard deviations of a binomial share.
  assertClose(held.length / count, 0.25, 5 * Math.sqrt(0.25 * 0.75 / count));
  assertEquals(await split("test", 7), held);

  const known = table(count).split("\n").slice(1, -1).map((line) => {
    const [x, y, label] = line.split(",");
    return `${[Math.fround(Number(x)), Math.fround(Number(y))]} ${label}`;
  });
  assertEquals([...train, ...held].sort(), known.sort());

  await write(folder, "points.csv", table(count) + "5,5,c1\n6,6,c2\n7,7,c0\n8,8,c0\n");
  assertEquals((await split("train")).slice(0, train.length), train);
  assertEquals((await split("test")).slice(0, held.length), held);
});

test("pointsFile: standard makes the mean 0 and the variance 1 on the training points, and shifts both splits alike", async (folder) => {
  const lines = table(1000).split("\n").slice(1, -1).map((line) => {
    const [x, y] = line.split(",").map(Number);
    return `${5 + 3 * x!},${0.01 * y! - 2},0.1`;
  });
  await write(folder, "points.csv", lines.join("\n"));
  const both = async (split: "train" | "test") => {
    const options = { dimensions: 3, testPart: 0.2 };
    const [raw, scaled] = [
      await load(folder, options, { split }),
      await load(folder, { ...options, normalize: "standard" }, { split }),
    ];
    assertTrue(raw.fingerprint !== scaled.fingerprint);
    return [all(raw, 3), all(scaled, 3)] as const;
  };
  const [raw, scaled] = await both("train");
  const [held, heldScaled] = await both("test");
  for (const axis of [0, 1]) {
    const mean = (points: readonly number[][], power: number) =>
      points.reduce((sum, point) => sum + point[axis]! ** power, 0) / points.length;
    // A mean of float32 numbers of about 1, each rounded by up to 6e-8, and a mean of their squares.
    assertClose(mean(scaled, 1), 0, 1e-7);
    assertClose(mean(scaled, 2), 1, 1e-6);
    const [m, s] = [mean(raw, 1), Math.sqrt(mean(raw, 2) - mean(raw, 1) ** 2)];
    // The numbers of the second coordinate, about 2, are rounded by 1.2e-7, which is 1.2e-5 of their spread; the
    // variance as a difference loses as much again.
    const expected = held.map((point) => (point[axis]! - m) / s);
    assertAllClose(heldScaled.map((point) => point[axis]!), expected, 1e-3);
  }
  // What is constant has no variance to divide by; 0.1 is not a binary fraction, so its mean is off by a rounding.
  for (const point of [...scaled, ...heldScaled]) assertClose(point[2]!, 0, 1e-12);
});

test("pointsFile orders classes by number, or by name if one is not a number", async (folder) => {
  const classes = async (...labels: string[]) => {
    await write(folder, "points.csv", labels.map((label) => `1,2,${label}\n`).join(""));
    return (await load(folder, { labels: 3 })).classes;
  };
  assertEquals(await classes("10", "9", "-1", "10"), ["-1", "9", "10"]);
  assertEquals(await classes("b", "a", "b", ""), ["", "a", "b"]);
  assertEquals(await classes("10", "9", "a"), ["10", "9", "a"]);
});

test("pointsFile says what is wrong: no file, a folder, no point, no test point, numbers that are not finite", async (folder) => {
  const fails = async (text: string, options = {}, context = {}) => {
    const error = await assertFails(() => load(folder, options, context), text);
    assertTrue(error instanceof Failure && error.exitCode === 2);
  };
  await fails(`There is no file ${join(folder, "points.csv")}: expected points or their labels`);
  await Deno.mkdir(join(folder, "folder.csv"));
  await fails("expected a file", { file: "folder.csv" });
  await write(folder, "points.csv", "x,y\n");
  await fails("points.csv: expected at least one point, found none");
  await write(folder, "points.csv", "");
  await fails("points.csv: expected at least one point, found none");
  await write(folder, "points.csv", "1,2\n");
  await fails("expected at least one for the test split, found none among 1 with testPart 0", {}, {
    split: "test",
  });
  const values = (...numbers: number[]) =>
    npy({ shape: [numbers.length / 2, 2], data: bytesOf(Float64Array.from(numbers)) });
  for (const [number, text] of [[NaN, "NaN"], [-Infinity, "-Infinity"], [1e39, "1e+39"]] as const) {
    await Deno.writeFile(join(folder, "p.npy"), values(1, 2, 3, number));
    await fails(`range of float32, found ${text} in row 1, column 1, both counted from 0`, { file: "p.npy" });
  }
  await Deno.writeFile(join(folder, "p.npy"), values());
  await fails("p.npy: expected at least one point, found none", { file: "p.npy" });
  await Deno.writeFile(join(folder, "l.npy"), npy({ shape: [2], data: bytesOf(Float64Array.of(1, 0.5)) }));
  await fails("l.npy: expected 1 labels, one for each point, found 2", { labels: "l.npy" });
  await write(folder, "points.csv", "1,2\n3,4\n");
  await fails("l.npy: expected integers, found 0.5 in row 1, from 0", { labels: "l.npy" });
});

Deno.test("pointsFile refuses a column of an .npy file as labels before it reads anything", async () => {
  for (const labels of ["kind", 2]) {
    const error = await assertFails(
      () => pointsFile.create(pointsFile.options.parse({ file: "p.npy", labels })),
      `expected labels to be another .npy file, found ${labels}`,
    );
    assertTrue(error instanceof RangeError);
  }
});

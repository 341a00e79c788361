import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { catalogs } from "../../lib/catalogs.ts";
import { loadExperiment } from "../../lib/config/load.ts";
import type { Examples, LoadContext } from "../../lib/datasets/dataset.ts";
import { imageFolder } from "../../lib/datasets/image_folder.ts";
import { Failure } from "../../lib/failure.ts";
import { type Logger, silent } from "../../lib/logger.ts";
import { Stream } from "../../lib/random/stream.ts";
import { resumeExperiment, sampleRun } from "../../lib/resume.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { testInFolder } from "../artifacts/files.ts";
import { interruptedRun } from "../end_to_end/runs.ts";
import { recorder } from "./fake_set.ts";

type Colour = readonly [red: number, green: number, blue: number];
const RED: Colour = [255, 0, 0];
const GREEN: Colour = [0, 255, 0];
const BLUE: Colour = [0, 0, 255];
const WHITE: Colour = [255, 255, 255];

/** What sharp, a native library, needs besides files. */
const NEEDS: readonly Deno.PermissionName[] = ["env", "sys", "ffi"];

/** Registers a test with an empty folder of its own. */
const test = (name: string, fn: (folder: string) => Promise<void>): void => testInFolder(name, fn, NEEDS);

/** Writes an image of upright stripes of equal width; its format is that of its name. */
async function write(
  file: string,
  stripes: readonly Colour[] = [RED],
  { height = 8, stripe = 8 } = {},
): Promise<void> {
  const { default: sharp } = await import("sharp");
  const width = stripes.length * stripe;
  const row = stripes.flatMap((colour) => Array.from({ length: stripe }, () => colour).flat());
  const pixels = Uint8Array.from(Array.from({ length: height }, () => row).flat());
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  const format = file.slice(file.lastIndexOf(".") + 1) as "png" | "jpeg" | "gif" | "webp" | "avif" | "tiff";
  await Deno.mkdir(dirname(file), { recursive: true });
  await Deno.writeFile(file, await image.toFormat(format, { quality: 100 }).toBuffer());
}

/** Loads the images below `images`; nothing is held out unless the options say so. */
async function load(
  folder: string,
  options: Record<string, unknown> = {},
  context: Partial<LoadContext> = {},
): Promise<Examples> {
  const dataset = imageFolder.create(imageFolder.options.parse({ size: 4, testPart: 0, ...options }));
  return await dataset.load({
    seed: 0,
    split: "train",
    cache: join(folder, "cache"),
    folder,
    logger: silent,
    ...context,
  });
}

/** The bytes that an image's values came from. */
function pixelsOf(examples: Examples, index: number, length: number, draws?: Stream): number[] {
  const out = new Float32Array(length);
  examples.read(index, out, draws);
  return Array.from(out, (value) => Math.round((value + 1) * 127.5));
}

/** A row of pixels in colours that are known by their first letters. */
function rowOf(letters: string): number[] {
  const colours: Record<string, Colour> = { r: RED, g: GREEN, b: BLUE, w: WHITE, ".": [0, 0, 0] };
  return [...letters].flatMap((letter) => [...colours[letter]!]);
}

/** The names of the entries of the cache. */
const entries = (folder: string): string[] =>
  [...Deno.readDirSync(join(folder, "cache", "datasets", "imageFolder"))].map(({ name }) => name).sort();

test("imageFolder reads every format, in the order of the paths, with the colours of the files", async (folder) => {
  const colours = { avif: RED, gif: GREEN, jpeg: BLUE, png: WHITE, tiff: RED, webp: GREEN };
  for (const [format, colour] of Object.entries(colours)) {
    await write(`${folder}/images/an.${format}`, [colour]);
  }
  await Deno.writeTextFile(`${folder}/images/notes.txt`, "no image");
  await Deno.writeTextFile(`${folder}/images/._an.jpg`, "no image either");
  const examples = await load(folder);
  assertEquals(examples.size, 6);
  Object.values(colours).forEach((colour, i) => {
    const expected = Array.from({ length: 16 }, () => colour).flat();
    // What loses information is off by a few levels of 255, by its conversion to luma and chroma in whole numbers.
    const off = pixelsOf(examples, i, 48).map((value, k) => Math.abs(value - expected[k]!));
    assertTrue(Math.max(...off) <= 4, `${Object.keys(colours)[i]}: off by ${Math.max(...off)}`);
  });
});

test("imageFolder shows the first frame of an animation, upright photographs, and black where they are transparent", async (folder) => {
  const { default: sharp } = await import("sharp");
  await Deno.mkdir(`${folder}/images`);
  const frames = Uint8Array.from([...Array(16).fill(RED), ...Array(16).fill(BLUE)].flat());
  const animation = sharp(frames, { raw: { width: 4, height: 8, channels: 3, pageHeight: 4 } });
  await Deno.writeFile(`${folder}/images/a.gif`, await animation.gif().toBuffer());
  // Orientation 3: the camera was upside down, so what is stored on the left belongs on the right.
  const row = [...rowOf("rrrrgggg")];
  const turned = sharp(Uint8Array.from(Array(8).fill(row).flat()), {
    raw: { width: 8, height: 8, channels: 3 },
  });
  await Deno.writeFile(
    `${folder}/images/b.png`,
    await turned.withMetadata({ orientation: 3 }).png().toBuffer(),
  );
  const clear = sharp(new Uint8Array(64).fill(255).map((value, i) => i % 4 === 3 ? 0 : value), {
    raw: { width: 4, height: 4, channels: 4 },
  });
  await Deno.writeFile(`${folder}/images/c.png`, await clear.png().toBuffer());
  const examples = await load(folder);
  assertEquals(pixelsOf(examples, 0, 12), rowOf("rrrr"));
  const upright = pixelsOf(examples, 1, 12);
  assertTrue(upright[1]! > 250 && upright[9]! > 250, `${upright}`);
  assertEquals(pixelsOf(examples, 2, 12), rowOf("...."));
});

// Two reds, four greens and two blues, each eight pixels wide, are twice as wide as high if they are 32 high.
const WIDE = [RED, RED, GREEN, GREEN, GREEN, GREEN, BLUE, BLUE];

for (
  const { fit, size, rows } of [
    { fit: "crop", size: 8, rows: Array(8).fill("gggggggg") },
    {
      fit: "pad",
      size: 8,
      rows: ["........", "........", ...Array(4).fill("rrggggbb"), "........", "........"],
    },
    { fit: "stretch", size: { height: 4, width: 16 }, rows: Array(4).fill("rrrrggggggggbbbb") },
    { fit: "crop", size: { height: 4, width: 8 }, rows: Array(4).fill("rrggggbb") },
  ]
) {
  test(`imageFolder brings a wide image to ${JSON.stringify(size)} with ${fit}`, async (folder) => {
    await write(`${folder}/images/wide.png`, WIDE, { height: 32, stripe: 8 });
    const examples = await load(folder, { fit, size });
    const expected = rows.flatMap(rowOf);
    const found = pixelsOf(examples, 0, expected.length);
    // Beside an edge of colours the filter rings, by less than half of the range: thresholds tell the colours.
    assertEquals(found.map((value) => value > 127), expected.map((value) => value > 127));
  });
}

test("imageFolder stretches a wide image to a square with all its colours", async (folder) => {
  await write(`${folder}/images/wide.png`, WIDE, { height: 32 });
  const found = pixelsOf(await load(folder, { fit: "stretch", size: 8 }), 0, 24);
  assertEquals(found.map((value) => value > 127), rowOf("rrggggbb").map((value) => value > 127));
});

test("imageFolder makes grey of colours if it is asked for one channel, and colours of grey", async (folder) => {
  await write(`${folder}/images/a.png`, [[90, 90, 90]]);
  await write(`${folder}/images/b.png`, [WHITE]);
  const { default: sharp } = await import("sharp");
  const grey = sharp(new Uint8Array(16).fill(51), { raw: { width: 4, height: 4, channels: 1 } });
  await Deno.writeFile(`${folder}/images/c.png`, await grey.toColourspace("b-w").png().toBuffer());
  const one = await load(folder, { channels: 1 });
  assertEquals(
    [0, 1, 2].map((i) => pixelsOf(one, i, 16)),
    [90, 255, 51].map((value) => Array(16).fill(value)),
  );
  assertEquals(pixelsOf(await load(folder), 2, 48), Array(48).fill(51));
});

test("imageFolder mirrors training images if it is asked to", async (folder) => {
  await write(`${folder}/images/a.png`, [RED, BLUE], { height: 2, stripe: 1 });
  const rows = new Set<string>();
  const examples = await load(folder, { size: 2, flip: true });
  for (let sample = 0; sample < 20; sample++) {
    const draws = new Stream({ seed: 0, purpose: "test/flip", sample });
    rows.add(pixelsOf(examples, 0, 6, draws).join());
  }
  assertEquals([...rows].sort(), [rowOf("br").join(), rowOf("rb").join()]);
});

test("imageFolder's classes are the first folders below its own, in order", async (folder) => {
  for (const path of ["cats/old/b.png", "dogs/a.png", "cats/a.png", "birds/z.png"]) {
    await write(`${folder}/images/${path}`);
  }
  const examples = await load(folder);
  assertEquals(examples.classes, ["birds", "cats", "dogs"]);
  // Sorted: birds/z.png, cats/a.png, cats/old/b.png, dogs/a.png.
  assertEquals([0, 1, 2, 3].map((i) => examples.label(i)), [0, 1, 1, 2]);

  await write(`${folder}/images/stray.png`);
  const mixed = await load(folder);
  assertEquals(mixed.classes, []);
  assertEquals([0, 1, 2, 3, 4].map((i) => mixed.label(i)), [0, 0, 0, 0, 0]);
});

/** Whether a path is held out at a part, by the definition. */
function isHeldOut(path: string, part: number): boolean {
  const hex = createHash("sha256").update(path).digest("hex").slice(0, 12);
  return parseInt(hex, 16) / 2 ** 48 < part;
}

test("imageFolder holds files out by a hash of their paths, so that new files move no others", async (folder) => {
  // Every file is grey in its own way, so its pixels tell which one it is.
  const names = Array.from({ length: 40 }, (_, i) => `${i}.png`);
  const add = async (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      await write(`${folder}/images/${i}.png`, [[i, i, i]], { height: 1, stripe: 1 });
    }
  };
  const split = async (name: "train" | "test") => {
    const examples = await load(folder, { size: 1, testPart: 0.3 }, { split: name });
    return Array.from({ length: examples.size }, (_, i) => pixelsOf(examples, i, 3)[0]!);
  };
  const expected = (count: number, held: boolean) =>
    names.slice(0, count).sort().filter((name) => isHeldOut(name, 0.3) === held).map((name) =>
      parseInt(name)
    );
  await add(0, 20);
  for (const count of [20, 40]) {
    await add(20, count);
    assertEquals(await split("train"), expected(count, false));
    assertEquals(await split("test"), expected(count, true));
    assertTrue(expected(count, true).length > 0);
  }
});

test("imageFolder decodes once for both splits, and again after a change of a file or of the layout", async (folder) => {
  for (let i = 0; i < 30; i++) {
    await write(`${folder}/images/${i}.png`, [[i, i, i]], { height: 1, stripe: 1 });
  }
  let decodings = 0;
  const logger: Logger = { ...silent, progress: ({ done }) => decodings += Number(done === 0) };
  const read = (options = {}, context: Partial<LoadContext> = {}) =>
    load(folder, { size: 1, testPart: 0.3, ...options }, { logger, ...context });
  const { fingerprint } = await read();
  await read({}, { split: "test" });
  // These change nothing about the pixels.
  await read({ flip: true, strict: true, testPart: 0.2 });
  assertEquals([decodings, entries(folder).length], [1, 1]);
  assertEquals((await read()).fingerprint, fingerprint);

  for (const [i, options] of [{ size: 2 }, { channels: 1 }, { fit: "pad" }].entries()) {
    await read(options);
    assertEquals([decodings, entries(folder).length], [i + 2, i + 2]);
  }
  // Another time alone is reason enough to look again, but the same pixels are the same data.
  const file = (await Array.fromAsync(Deno.readDir(`${folder}/images`)))
    .map(({ name }) => name).find((name) => !isHeldOut(name, 0.3))!;
  await Deno.utime(`${folder}/images/${file}`, 1, 1);
  assertEquals((await read()).fingerprint, fingerprint);
  assertEquals(decodings, 5);
  await write(`${folder}/images/${file}`, [RED]);
  assertTrue((await read()).fingerprint !== fingerprint);
  await Deno.remove(`${folder}/images/${file}`);
  await read();
  assertEquals(decodings, 7);
});

test("imageFolder makes a damaged entry of the cache again, and says so", async (folder) => {
  await write(`${folder}/images/a.png`);
  const { fingerprint } = await load(folder);
  const file = join(folder, "cache", "datasets", "imageFolder", entries(folder)[0]!);
  const whole = await Deno.readFile(file);
  for (const spoilt of [whole.slice(0, -1), whole.with(whole.length - 1, 7), new Uint8Array()]) {
    await Deno.writeFile(file, spoilt);
    const logger = recorder();
    assertEquals((await load(folder, {}, { logger })).fingerprint, fingerprint);
    assertEquals(logger.warnings.length, 1);
    assertTrue(logger.warnings[0]!.startsWith(`${file}: expected`), logger.warnings[0]);
    assertEquals(await Deno.readFile(file), whole);
  }
});

test("imageFolder's fingerprint is the SHA-256 of labels and pixels", async (folder) => {
  await write(`${folder}/images/a/1.png`, [RED], { height: 1, stripe: 1 });
  await write(`${folder}/images/b/1.png`, [BLUE], { height: 1, stripe: 1 });
  const { fingerprint } = await load(folder, { size: 1 });
  const bytes = Uint8Array.of(0, 1, ...RED, ...BLUE);
  assertEquals(fingerprint, createHash("sha256").update(bytes).digest("hex"));
});

test("imageFolder names what cannot be decoded and goes on without it, or stops if it is strict", async (folder) => {
  await write(`${folder}/images/a.png`, [RED]);
  await Deno.writeTextFile(`${folder}/images/b.png`, "no image");
  await write(`${folder}/images/c.jpeg`, WIDE, { height: 64 });
  // Its header is whole, and so are most of its pixels.
  const whole = await Deno.readFile(`${folder}/images/c.jpeg`);
  await Deno.writeFile(`${folder}/images/c.jpeg`, whole.subarray(0, -whole.length / 10));
  await write(`${folder}/images/d.png`, [BLUE]);
  const refused = async () => {
    const error = await assertFails(() => load(folder, { strict: true }), join(folder, "images", "b.png"));
    assertTrue(error instanceof Failure && error.exitCode === 2);
    assertTrue(/cannot be decoded \(.*unsupported image format/.test(error.message), error.message);
  };
  await refused();
  // What comes from the cache is told of as well.
  for (let time = 0; time < 2; time++) {
    const logger = recorder();
    const examples = await load(folder, {}, { logger });
    assertEquals(examples.size, 2);
    assertEquals(pixelsOf(examples, 1, 3), [...BLUE]);
    assertEquals(logger.warnings.length, 3);
    assertTrue(logger.warnings[0]!.startsWith("b.png cannot be decoded"), logger.warnings[0]);
    assertTrue(logger.warnings[1]!.startsWith("c.jpeg cannot be decoded"), logger.warnings[1]);
    assertTrue(logger.warnings[2]!.startsWith("2 of 4 images below"), logger.warnings[2]);
  }
  await refused();
});

test("imageFolder says what is wrong with a folder: missing, no folder, no image in it, too few", async (folder) => {
  const fails = async (text: string, options = {}, context = {}) => {
    const error = await assertFails(() => load(folder, options, context), text);
    assertTrue(error instanceof Failure && error.exitCode === 2);
  };
  await fails(`There is no folder ${join(folder, "images")}: expected the folder of the images`);
  await Deno.mkdir(`${folder}/images`);
  await fails("did you mean `images`?", { folder: "imgaes" });
  await fails(`There is no image below ${join(folder, "images")}: expected files that end in .png`);
  await write(`${folder}/images/a.png`);
  await fails("expected a folder", { folder: "images/a.png" });
  await fails("expected at least one for the test split, found none among 1", {}, { split: "test" });
});

test("imageFolder ends when it is told to", async (folder) => {
  await write(`${folder}/images/a.png`);
  const error = await assertFails(() => load(folder, {}, { signal: AbortSignal.abort() }), "Interrupted");
  assertTrue(error instanceof Failure && error.exitCode === 130);
});

test("a run finds its images from where its experiment is, and so do its resumption and its samples", async (folder) => {
  await write(`${folder}/images/a.png`, [RED]);
  await write(`${folder}/images/b.png`, [BLUE]);
  const text = `
dataset: { name: imageFolder, folder: ../images, size: 4, testPart: 0 }
architecture: { name: plainCnn, channels: [4] }
training: { steps: 4, batchSize: 2 }
sampling: { solver: { name: euler, steps: 1 }, count: 2 }
`;
  await Deno.mkdir(`${folder}/experiments`);
  await Deno.writeTextFile(`${folder}/experiments/own.yaml`, text);
  const experiment = await loadExperiment(`${folder}/experiments/own.yaml`, { catalogs });
  const run = join(folder, "run");
  const before = Deno.env.get("FLOWLAB_CACHE");
  Deno.env.set("FLOWLAB_CACHE", join(folder, "cache"));
  try {
    await interruptedRun(run, experiment, ({ stage, done }) => stage === "training" && done === 2);
    await resumeExperiment(run, catalogs, { logger: silent });
    await sampleRun(run, catalogs, { logger: silent, overrides: [] });
  } finally {
    if (before === undefined) Deno.env.delete("FLOWLAB_CACHE");
    else Deno.env.set("FLOWLAB_CACHE", before);
  }
  assertEquals(entries(folder).length, 1);
});

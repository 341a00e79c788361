import { imageArrays } from "../../lib/datasets/image_arrays.ts";
import { imageExamples } from "../../lib/datasets/image_examples.ts";
import { datasets } from "../../lib/datasets/mod.ts";
import { Stream } from "../../lib/random/stream.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { chiSquareDeviation } from "../support/statistics.ts";

/** Two images of 2×3 pixels in two channels. */
const ARRAYS = imageArrays(Uint8Array.from({ length: 2 + 24 }, (_, i) => i < 2 ? i : 10 * (i - 2)), 2);

const examples = (flip: boolean) =>
  imageExamples(ARRAYS, { shape: [2, 3, 2], fingerprint: "f", augmentation: { flip, crop: 0 } });

function read(flip: boolean, index: number, draws?: Stream): number[] {
  const out = new Float32Array(12);
  examples(flip).read(index, out, draws);
  return [...out];
}

/** Bytes that `v/127.5 − 1` came from. */
const bytes = (values: Iterable<number>) => Array.from(values, (value) => Math.round((value + 1) * 127.5));

Deno.test("imageExamples() maps 0 to −1 and 255 to 1", () => {
  const arrays = imageArrays(Uint8Array.of(0, 0, 51, 255), 1);
  const out = new Float32Array(3);
  imageExamples(arrays, { shape: [1, 1, 3], fingerprint: "f", augmentation: { flip: false, crop: 0 } })
    .read(0, out);
  // 1e-7 is one rounding of a float32 below 1.
  assertAllClose(out, [-1, -0.6, 1], 1e-7);
});

Deno.test("imageExamples() reads an image as it lies in the array", () => {
  assertEquals(bytes(read(false, 1)), Array.from({ length: 12 }, (_, i) => 120 + 10 * i));
  assertEquals([examples(false).label(0), examples(false).label(1)], [0, 1]);
});

Deno.test("imageExamples() mirrors left and right, keeping rows and channels, in half of all draws", () => {
  const plain = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110];
  const mirrored = [40, 50, 20, 30, 0, 10, 100, 110, 80, 90, 60, 70];
  let flips = 0;
  const count = 4000;
  for (let sample = 0; sample < count; sample++) {
    const values = bytes(read(true, 0, new Stream({ seed: 1, purpose: "test/flip", sample })));
    const flipped = values[0] !== 0;
    assertEquals(values, flipped ? mirrored : plain);
    flips += Number(flipped);
  }
  // Four standard deviations of a binomial share, √(¼/4000).
  assertClose(flips / count, 0.5, 4 * Math.sqrt(0.25 / count));
});

Deno.test("imageExamples() never mirrors without a stream, or when it is not asked to", () => {
  const draws = new Stream({ seed: 1, purpose: "test/flip" });
  for (let i = 0; i < 20; i++) {
    assertEquals(read(true, 0)[0], -1);
    assertEquals(read(false, 0, draws)[0], -1);
  }
});

Deno.test("imageExamples() refuses an index beyond the set", async () => {
  await assertFails(() => read(false, 2), "Cannot read example 2: expected 0 to 1");
  await assertFails(() => read(false, -1), "Cannot read example -1");
});

/** One image of 4×6 pixels in two channels, no two numbers the same, and what it looks like when continued by 2. */
const [HEIGHT, WIDTH, CROP] = [4, 6, 2] as const;
const SHEET = Uint8Array.from({ length: HEIGHT * WIDTH * 2 }, (_, i) => 3 * i + 1);
const ROWS = [2, 1, 0, 1, 2, 3, 2, 1];
const COLUMNS = [2, 1, 0, 1, 2, 3, 4, 5, 4, 3];

/** The window that begins at a row and a column of the continued image. */
function cut(top: number, left: number, mirrored = false): number[] {
  return ROWS.slice(top, top + HEIGHT).flatMap((y) => {
    const columns = COLUMNS.slice(left, left + WIDTH);
    if (mirrored) columns.reverse();
    return columns.flatMap((x) => [0, 1].map((c) => SHEET[(y * WIDTH + x) * 2 + c]!));
  });
}

function readSheet(augmentation: { flip: boolean; crop: number }, draws?: Stream): number[] {
  const out = new Float32Array(SHEET.length);
  imageExamples({ labels: [0], pixels: SHEET }, { shape: [HEIGHT, WIDTH, 2], fingerprint: "f", augmentation })
    .read(0, out, draws);
  return bytes(out);
}

for (const flip of [false, true]) {
  Deno.test(`imageExamples() cuts every window of the reflected image equally often, ${flip ? "mirrored or not" : "never mirrored"}`, () => {
    const counts = new Map<string, number>();
    for (let top = 0; top <= 2 * CROP; top++) {
      for (let left = 0; left <= 2 * CROP; left++) {
        for (const mirrored of flip ? [false, true] : [false]) counts.set(`${cut(top, left, mirrored)}`, 0);
      }
    }
    assertEquals(counts.size, flip ? 50 : 25);
    for (let sample = 0; sample < 10_000; sample++) {
      const window = `${
        readSheet({ flip, crop: CROP }, new Stream({ seed: 1, purpose: "test/crop", sample }))
      }`;
      assertTrue(counts.has(window), window);
      counts.set(window, counts.get(window)! + 1);
    }
    assertTrue(Math.min(...counts.values()) > 0);
    assertTrue(chiSquareDeviation([...counts.values()]) < 5);
  });
}

Deno.test("imageExamples() leaves an image as it is when the window is not moved, and without a stream", () => {
  assertEquals(cut(CROP, CROP), [...SHEET]);
  assertEquals(readSheet({ flip: true, crop: CROP }), [...SHEET]);
});

Deno.test("imageExamples() draws the same window for the same sample, and cropping does not shift the mirrors", () => {
  for (let sample = 0; sample < 50; sample++) {
    const draws = () => new Stream({ seed: 2, purpose: "test/crop", sample });
    const cropped = readSheet({ flip: true, crop: CROP }, draws());
    assertEquals(readSheet({ flip: true, crop: CROP }, draws()), cropped);
    const mirrored = readSheet({ flip: true, crop: 0 }, draws())[0] !== SHEET[0];
    const windows = [0, 1, 2, 3, 4].flatMap((top) =>
      [0, 1, 2, 3, 4].map((left) => `${cut(top, left, mirrored)}`)
    );
    assertTrue(windows.includes(`${cropped}`));
  }
});

for (const name of ["cifar10", "mnist", "fashionMnist", "imageFolder"]) {
  Deno.test(`${name} changes no image unless it is asked to, and refuses crops as large as an image`, async () => {
    const { options, create } = datasets[name]!;
    const { flip, crop } = options.parse({}) as Record<string, unknown>;
    assertEquals([flip, crop], [false, 0]);
    const side = create(options.parse({})).shape[0]!;
    create(options.parse({ crop: side - 1 }));
    const error = await assertFails(
      () => create(options.parse({ crop: side })),
      `expected crop to be below ${side}, found ${side}`,
    );
    assertTrue(error instanceof RangeError);
  });
}

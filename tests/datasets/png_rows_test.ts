import { readPngRows } from "../../lib/datasets/png_rows.ts";
import { assertEquals, assertFails } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

const ignore = !allowed("read", "env", "ffi", "sys");
const WIDTH = 40;
const ROWS = 30;
/** Noise, which no PNG filter compresses, so that the file can be cut in the middle of the pixels. */
const PIXELS = Uint8Array.from({ length: WIDTH * ROWS * 3 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24);

async function png(channels: 3 | 4 = 3): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  const raw = { width: WIDTH * 3 / channels, height: ROWS, channels };
  return await sharp(PIXELS, { raw }).png().toBuffer();
}

Deno.test({
  name: "readPngRows() gives the bytes of the rows as they were encoded",
  ignore,
  async fn() {
    const out = new Uint8Array(PIXELS.length);
    await readPngRows("rows.png", await png(), out, ROWS);
    assertEquals(out, PIXELS);
  },
});

Deno.test({
  name: "readPngRows() refuses other dimensions with those that were expected and found",
  ignore,
  async fn() {
    await assertFails(
      async () => readPngRows("rows.png", await png(), new Uint8Array(WIDTH * 3 * 31), 31),
      "rows.png: expected a PNG of 40 × 31 pixels, 3 channels of uchar, " +
        "found a PNG of 40 × 30 pixels, 3 channels of uchar",
    );
  },
});

Deno.test({
  name: "readPngRows() refuses an alpha channel",
  ignore,
  async fn() {
    const out = new Uint8Array(PIXELS.length);
    await assertFails(async () => readPngRows("rows.png", await png(4), out, ROWS), "4 channels of uchar");
  },
});

Deno.test({
  name: "readPngRows() refuses a PNG that is cut short, and what is no PNG",
  ignore,
  async fn() {
    const out = new Uint8Array(PIXELS.length);
    const whole = await png();
    await assertFails(
      () => readPngRows("rows.png", whole.subarray(0, whole.length / 2), out, ROWS),
      "rows.png: expected a whole PNG",
    );
    await assertFails(() => readPngRows("rows.png", new Uint8Array(100), out, ROWS), "what cannot be read");
  },
});

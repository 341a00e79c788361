import { encodeAnimation } from "../../lib/artifacts/animation.ts";
import { encodePng } from "../../lib/artifacts/png.ts";
import type { Raster } from "../../lib/artifacts/raster.ts";
import { assertEquals, assertFails } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

// Loading the native library reads files and the environment and calls foreign code.
const ignore = !allowed("read", "env", "ffi", "sys");

/** A picture whose every byte is different from its neighbours'. */
function picture(channels: 1 | 3, phase = 0): Raster {
  const [width, height] = [7, 5];
  const pixels = new Uint8Array(width * height * channels).map((_, i) => (i * 53 + phase * 31) % 256);
  return { width, height, channels, pixels };
}

for (const channels of [1, 3] as const) {
  Deno.test({
    name: `a PNG of ${channels} channels holds every pixel, and the same bytes each time`,
    ignore,
    async fn() {
      const { default: sharp } = await import("sharp");
      const original = picture(channels);
      const bytes = await encodePng(original);
      assertEquals([...bytes.subarray(1, 4)], [..."PNG"].map((letter) => letter.charCodeAt(0)));
      const metadata = await sharp(bytes).metadata();
      assertEquals([metadata.width, metadata.height, metadata.channels], [7, 5, channels]);
      const colors = channels === 1 ? "b-w" : "srgb";
      const decoded = await sharp(bytes).toColourspace(colors).raw().toBuffer();
      assertEquals(new Uint8Array(decoded), original.pixels);
      assertEquals(await encodePng(original), bytes);
    },
  });

  Deno.test({
    name:
      `an animation of ${channels} channels holds every frame without loss, runs for ever and keeps its delays`,
    ignore,
    async fn() {
      const { default: sharp } = await import("sharp");
      const frames = [0, 1, 2].map((phase) => picture(channels, phase));
      const bytes = await encodeAnimation(frames, { delayMs: 40, lastDelayMs: 900 });
      const metadata = await sharp(bytes, { animated: true }).metadata();
      assertEquals(metadata.format, "webp");
      assertEquals([metadata.pages, metadata.pageHeight, metadata.width], [3, 5, 7]);
      assertEquals(metadata.delay, [40, 40, 900]);
      assertEquals(metadata.loop, 0);
      // WebP always decodes to colour: of a grey picture, each channel holds the grey.
      const { data, info } = await sharp(bytes, { animated: true }).removeAlpha().raw()
        .toBuffer({ resolveWithObject: true });
      const colors = frames.flatMap(({ pixels }) =>
        channels === 3 ? [...pixels] : [...pixels].flatMap((grey) => new Array(info.channels).fill(grey))
      );
      assertEquals([...data], colors);
      assertEquals(await encodeAnimation(frames, { delayMs: 40, lastDelayMs: 900 }), bytes);
    },
  });
}

Deno.test({
  name: "a frame that equals the one before it is shown for its time too",
  ignore,
  async fn() {
    const { default: sharp } = await import("sharp");
    const bytes = await encodeAnimation([picture(3), picture(3), picture(3, 1)], {
      delayMs: 40,
      lastDelayMs: 900,
    });
    const { delay = [] } = await sharp(bytes, { animated: true }).metadata();
    // The encoder joins equal frames: 40 + 40, then 900.
    assertEquals(delay, [80, 900]);
  },
});

Deno.test("an animation without frames, or of frames that differ in size, is refused", async () => {
  await assertFails(() => encodeAnimation([]), "without frames");
  await assertFails(() => encodeAnimation([picture(3), picture(1)]), "Frame 1 differs");
  await assertFails(
    () => encodeAnimation([{ ...picture(1), width: 16384 }]),
    "at most 16383 pixels wide and high: got 16384×5",
  );
});

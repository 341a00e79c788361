import type { Raster } from "./raster.ts";

/** How fast an animation runs. */
export interface AnimationOptions {
  /** How long a frame is shown, in milliseconds, 60 unless given. */
  readonly delayMs?: number;
  /** How long the last frame is shown before the animation starts again, 1500 unless given. */
  readonly lastDelayMs?: number;
}

/** The most pixels that a side of a WebP picture may have. */
const LONGEST_SIDE = 16383;

/**
 * Encodes frames as an animated WebP that is lossless and runs for ever.
 *
 * @param frames At least one picture; all of the same width, height and channels.
 * @param options How long frames are shown.
 * @returns The file's bytes, the same for the same frames.
 * @throws {RangeError} If there is no frame, frames differ in size, or a side is longer than 16383 pixels.
 */
export async function encodeAnimation(
  frames: readonly Raster[],
  options: AnimationOptions = {},
): Promise<Uint8Array> {
  const { delayMs = 60, lastDelayMs = 1500 } = options;
  const [first] = frames;
  if (first === undefined) throw new RangeError("Cannot encode an animation without frames");
  const { width, height, channels } = first;
  if (Math.max(width, height) > LONGEST_SIDE) {
    throw new RangeError(
      `A WebP picture is at most ${LONGEST_SIDE} pixels wide and high: got ${width}×${height}`,
    );
  }
  // The encoder takes the frames as one tall picture.
  const pixels = new Uint8Array(frames.length * first.pixels.length);
  for (const [index, frame] of frames.entries()) {
    if (frame.width !== width || frame.height !== height || frame.channels !== channels) {
      throw new RangeError(`Frame ${index} differs from the first in width, height or channels`);
    }
    pixels.set(frame.pixels, index * first.pixels.length);
  }
  const { default: sharp } = await import("sharp");
  const image = sharp(pixels, {
    raw: { width, height: height * frames.length, channels, pageHeight: height },
    limitInputPixels: false,
  });
  const delay = frames.map((_, index) => index === frames.length - 1 ? lastDelayMs : delayMs);
  // More effort takes up to three times as long and saves about one per cent.
  return new Uint8Array(await image.webp({ lossless: true, effort: 1, loop: 0, delay }).toBuffer());
}

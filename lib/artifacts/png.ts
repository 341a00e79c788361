import type { Raster } from "./raster.ts";

/**
 * Encodes a picture as PNG, without loss.
 *
 * @param raster The picture, grey or in colour.
 * @returns The file's bytes, the same for the same picture.
 */
export async function encodePng(raster: Raster): Promise<Uint8Array> {
  // Imported here because loading a native library needs permissions that importing this file must not.
  const { default: sharp } = await import("sharp");
  const { width, height, channels, pixels } = raster;
  const image = sharp(pixels, { raw: { width, height, channels } });
  // Without the colour space, a grey picture would be written in colour.
  const buffer = await image.toColourspace(channels === 1 ? "b-w" : "srgb").png({ compressionLevel: 9 })
    .toBuffer();
  return new Uint8Array(buffer);
}

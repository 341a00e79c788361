import type { Raster } from "./raster.ts";

/** How images are laid out in a grid. */
export interface ImageGridOptions {
  /** Images per row; without it the grid is nearly square, `⌈√count⌉`. */
  readonly columns?: number;
  /** How many pixels wide and high a pixel of an image becomes; without it images are at least 80 pixels. */
  readonly scale?: number;
  /** Pixels between images and around them, 2 unless given. */
  readonly gap?: number;
}

/** The longer side of an image is at least this long when the scale is not given: comfortable to look at. */
const COMFORTABLE = 80;

/** The gaps, and the places of a last row that is not full. */
const BACKGROUND = 255;

/**
 * Lays images out in rows on a light background.
 *
 * A value `v` becomes `round((v + 1)·127.5)` after clamping to `[-1, 1]`; a value that is not a number is black.
 * Images are enlarged by repeating pixels, so that nothing is shown that the model did not make.
 *
 * @param samples `[count, H, W, C]`; more than `count` images may follow.
 * @param shape `[H, W, C]` of one image, `C` being 1 or 3.
 * @param count How many images to show, at least 1.
 * @param options Columns, scale and gap.
 * @returns The grid, with as many channels as an image.
 * @throws {RangeError} If the samples are fewer than `count`, or `C` is neither 1 nor 3.
 */
export function imageGrid(
  samples: Float32Array,
  shape: readonly number[],
  count: number,
  options: ImageGridOptions = {},
): Raster {
  const [height = 0, width = 0, channels] = shape;
  if (shape.length !== 3 || (channels !== 1 && channels !== 3)) {
    throw new RangeError(`An image must be [H, W, 1] or [H, W, 3]: got [${shape}]`);
  }
  if (count < 1 || samples.length < count * height * width * channels) {
    throw new RangeError(`Cannot show ${count} images [${shape}] of ${samples.length} values`);
  }
  const { columns = Math.ceil(Math.sqrt(count)), gap = 2 } = options;
  const { scale = Math.max(1, Math.ceil(COMFORTABLE / Math.max(height, width))) } = options;
  const gridWidth = gap + columns * (width * scale + gap);
  const gridHeight = gap + Math.ceil(count / columns) * (height * scale + gap);
  const pixels = new Uint8Array(gridWidth * gridHeight * channels).fill(BACKGROUND);
  for (let image = 0; image < count; image++) {
    const left = gap + (image % columns) * (width * scale + gap);
    const top = gap + Math.floor(image / columns) * (height * scale + gap);
    for (let row = 0; row < height * scale; row++) {
      const from = (image * height + Math.floor(row / scale)) * width * channels;
      const to = ((top + row) * gridWidth + left) * channels;
      for (let column = 0; column < width * scale; column++) {
        for (let channel = 0; channel < channels; channel++) {
          const value = samples[from + Math.floor(column / scale) * channels + channel]!;
          pixels[to + column * channels + channel] = toByte(value);
        }
      }
    }
  }
  return { width: gridWidth, height: gridHeight, channels, pixels };
}

/** A brightness in `[-1, 1]` as a byte. */
function toByte(value: number): number {
  return Number.isNaN(value) ? 0 : Math.round((Math.min(1, Math.max(-1, value)) + 1) * 127.5);
}

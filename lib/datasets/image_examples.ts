import { type Augmentation, drawPlacement, type Placement, UNCHANGED } from "./augmentation.ts";
import type { Examples } from "./dataset.ts";

/** What {@linkcode imageExamples} needs to know about its images. */
export interface ImageOptions {
  /** Height, width and channels of an image. */
  readonly shape: readonly [number, number, number];
  /** SHA-256 of the arrays. */
  readonly fingerprint: string;
  /** What happens to images that are read for training; `crop` is less than height and width. */
  readonly augmentation: Augmentation;
}

/** `v/127.5 − 1` for every byte `v`. */
const LEVELS = Float32Array.from({ length: 256 }, (_, value) => value / 127.5 - 1);

/**
 * Makes bytes readable as images with values in `[-1, 1]`.
 *
 * Beyond its edges an image is continued by reflection, its edge pixels not repeated (`… c b | a b c …`): a margin
 * of one colour would be learned as a part of the images.
 *
 * @param arrays Labels and pixels; they are not copied.
 * @param options Shape, fingerprint and augmentation.
 * @returns The examples; a pixel `v` is read as `v/127.5 − 1`.
 */
export function imageExamples(
  { labels, pixels }: { readonly labels: ArrayLike<number>; readonly pixels: Uint8Array },
  { shape, fingerprint, augmentation }: ImageOptions,
): Examples {
  const length = shape[0] * shape[1] * shape[2];
  return {
    size: labels.length,
    fingerprint,
    read(index, out, draws) {
      if (!(index >= 0 && index < labels.length)) {
        throw new RangeError(`Cannot read example ${index}: expected 0 to ${labels.length - 1}`);
      }
      const image = pixels.subarray(index * length, (index + 1) * length);
      const placement = draws === undefined ? UNCHANGED : drawPlacement(augmentation, draws);
      writeImage(image, shape, placement, out);
    },
    label: (index) => labels[index]!,
  };
}

/** Cuts the window out, and mirrors it. */
function writeImage(
  image: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
  { mirrored, top, left }: Placement,
  out: Float32Array,
): void {
  if (!mirrored && top === 0 && left === 0) {
    for (let i = 0; i < image.length; i++) out[i] = LEVELS[image[i]!]!;
    return;
  }
  for (let y = 0; y < height; y++) {
    const row = reflected(y + top, height) * width;
    for (let x = 0; x < width; x++) {
      const from = (row + reflected(x + left, width)) * channels;
      const to = (y * width + (mirrored ? width - 1 - x : x)) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = LEVELS[image[from + c]!]!;
    }
  }
}

/** The pixel that is seen at `index` in mirrors at the centres of the first and the last pixel. */
function reflected(index: number, count: number): number {
  if (index < 0) return -index;
  return index < count ? index : 2 * (count - 1) - index;
}

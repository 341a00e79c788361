import type { Examples } from "./dataset.ts";

/** What {@linkcode imageExamples} needs to know about its images. */
export interface ImageOptions {
  /** Height, width and channels of an image. */
  readonly shape: readonly [number, number, number];
  /** SHA-256 of the arrays. */
  readonly fingerprint: string;
  /** Whether every second image that is read for training is mirrored, left to right. */
  readonly flip: boolean;
}

/** `v/127.5 − 1` for every byte `v`. */
const LEVELS = Float32Array.from({ length: 256 }, (_, value) => value / 127.5 - 1);

/**
 * Makes bytes readable as images with values in `[-1, 1]`.
 *
 * @param arrays Labels and pixels; they are not copied.
 * @param options Shape, fingerprint and augmentation.
 * @returns The examples; a pixel `v` is read as `v/127.5 − 1`.
 */
export function imageExamples(
  { labels, pixels }: { readonly labels: ArrayLike<number>; readonly pixels: Uint8Array },
  { shape: [height, width, channels], fingerprint, flip }: ImageOptions,
): Examples {
  const row = width * channels;
  const length = height * row;
  return {
    size: labels.length,
    fingerprint,
    read(index, out, draws) {
      if (!(index >= 0 && index < labels.length)) {
        throw new RangeError(`Cannot read example ${index}: expected 0 to ${labels.length - 1}`);
      }
      const first = index * length;
      if (!flip || draws === undefined || draws.integer(2) === 0) {
        for (let i = 0; i < length; i++) out[i] = LEVELS[pixels[first + i]!]!;
        return;
      }
      for (let start = 0; start < length; start += row) {
        for (let x = 0; x < row; x += channels) {
          const mirrored = start + row - channels - x;
          for (let c = 0; c < channels; c++) out[mirrored + c] = LEVELS[pixels[first + start + x + c]!]!;
        }
      }
    },
    label: (index) => labels[index]!,
  };
}

/** The parts of a data set. */
export type Split = "train" | "test";

/** One split of an image set as it is decoded, hashed and cached: all labels, then all pixels. */
export interface ImageArrays {
  /** One label per image. */
  readonly labels: Uint8Array;
  /** The images in row-major order, `[count, H, W, C]`, from 0 to 255. */
  readonly pixels: Uint8Array;
}

/**
 * Looks at labels and pixels that lie one after the other.
 *
 * @param bytes The labels, then the pixels.
 * @param count How many images there are.
 * @returns Views into `bytes`.
 */
export function imageArrays(bytes: Uint8Array, count: number): ImageArrays {
  return { labels: bytes.subarray(0, count), pixels: bytes.subarray(count) };
}

import { checkLabels, Corruption } from "./corruption.ts";
import type { ImageArrays } from "./image_arrays.ts";

const PIXELS = 32 * 32;
const CHANNELS = 3;
const RECORD = 1 + CHANNELS * PIXELS;

/**
 * Reads one file of the CIFAR-10 archive's binary version.
 *
 * A record is a label and the red, green and blue planes of 32×32 bytes each; the planes are interleaved here.
 *
 * @param file The file's name, for messages.
 * @param bytes The file.
 * @param out Receives as many images as it has room for, `[count, 32, 32, 3]`.
 * @throws {Corruption} If the length is not that of `count` records, or a label is above 9.
 * @see Krizhevsky, "Learning multiple layers of features from tiny images", 2009,
 * https://www.cs.toronto.edu/~kriz/cifar.html
 */
export function readCifarBinary(file: string, bytes: Uint8Array, { labels, pixels }: ImageArrays): void {
  const length = labels.length * RECORD;
  if (bytes.length !== length) throw new Corruption(file, `${length} bytes`, `${bytes.length}`);
  for (let i = 0; i < labels.length; i++) {
    const record = bytes.subarray(i * RECORD, (i + 1) * RECORD);
    labels[i] = record[0]!;
    for (let channel = 0; channel < CHANNELS; channel++) {
      const plane = 1 + channel * PIXELS;
      let to = i * PIXELS * CHANNELS + channel;
      for (let pixel = 0; pixel < PIXELS; pixel++, to += CHANNELS) pixels[to] = record[plane + pixel]!;
    }
  }
  checkLabels(file, labels, 10);
}

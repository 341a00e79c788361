import { join } from "node:path";
import { readIfPresent } from "./cache.ts";
import { checkLabels, Corruption } from "./corruption.ts";
import { gunzip } from "./gunzip.ts";
import { readIdx } from "./idx.ts";
import { imageArrays } from "./image_arrays.ts";
import type { DecodedSplits, Origin } from "./image_set.ts";

const SIDE = 28;
const FILES = {
  train: { count: 60_000, images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte" },
  test: { count: 10_000, images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte" },
};
const NAMES = Object.values(FILES).flatMap(({ images, labels }) => [images, labels]).join(", ");

/**
 * Decodes the four IDX files that MNIST, and what took its place, are published as: 60000 and 10000 images of 28×28
 * pixels in ten classes.
 *
 * @param place Where the files are, for messages.
 * @param read Reads a file by its name, without `.gz`; nothing if it is not there.
 * @throws {Corruption} If a file is missing or malformed.
 */
export async function decodeIdxFiles(
  place: string,
  read: (name: string) => Promise<Uint8Array | undefined>,
): Promise<DecodedSplits> {
  const entries = async (name: string, dimensions: readonly number[]) => {
    const bytes = await read(name);
    if (bytes === undefined) throw new Corruption(place, `the files ${NAMES}`, `no ${name}`);
    return readIdx(join(place, name), bytes, dimensions);
  };
  const decode = async ({ count, images, labels }: typeof FILES[keyof typeof FILES]) => {
    const bytes = new Uint8Array(count * (1 + SIDE * SIDE));
    const arrays = imageArrays(bytes, count);
    arrays.labels.set(await entries(labels, [count]));
    checkLabels(join(place, labels), arrays.labels, 10);
    arrays.pixels.set(await entries(images, [count, SIDE, SIDE]));
    return bytes;
  };
  return { train: await decode(FILES.train), test: await decode(FILES.test) };
}

/**
 * Decodes the four IDX files of a folder, each as it is or packed, with `.gz` after its name.
 *
 * @throws {Corruption} If a file is missing or malformed.
 */
export function decodeIdxFolder(folder: string): Promise<DecodedSplits> {
  return decodeIdxFiles(folder, (name) => readPlainOrPacked(join(folder, name)));
}

/** Four IDX files that the user put into the set's folder by hand. */
export const idxByHand: Origin = {
  name: "four IDX files, put there by hand",
  advice: (folder) => `put ${NAMES}, each as it is or with .gz after its name, into ${folder}`,
  async fetch({ folder }) {
    const first = await readPlainOrPacked(join(folder, FILES.train.images));
    return first === undefined ? undefined : decodeIdxFolder(folder);
  },
};

async function readPlainOrPacked(file: string): Promise<Uint8Array | undefined> {
  const plain = await readIfPresent(file);
  if (plain !== undefined) return plain;
  const packed = await readIfPresent(`${file}.gz`);
  return packed && await gunzip(`${file}.gz`, packed);
}

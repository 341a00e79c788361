import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { augmentation, checkCrop } from "./augmentation.ts";
import type { Dataset, Examples, LoadContext } from "./dataset.ts";
import { decodedFolder } from "./decoded_folder.ts";
import type { ImageLayout } from "./image_decoding.ts";
import { imageExamples } from "./image_examples.ts";
import { listImages } from "./image_files.ts";

const side = z.int().min(1).max(4096);

const options = z.strictObject({
  folder: z.string().min(1).default("images")
    .describe(
      "the folder of the images, relative to the experiment file; the folders in it are the classes",
    ),
  size: z.union([side, z.strictObject({ height: side, width: side })]).default(32)
    .describe("the side of the square that images are brought to, in pixels, or a height and a width"),
  channels: z.union([z.literal(1), z.literal(3)]).default(3).describe("1 for grey, 3 for colours"),
  fit: z.enum(["crop", "stretch", "pad"]).default("crop")
    .describe(
      "for images of other proportions: cut off what is outside of the centre, distort, or add margins",
    ),
  ...augmentation,
  strict: z.boolean().default(false)
    .describe("whether a file that cannot be decoded stops the run; else it is named and left out"),
  testPart: z.number().min(0).max(0.9).default(0.1)
    .describe("the part of the files that is held out for testing, chosen by a hash of their paths"),
});

type Options = z.output<typeof options>;

/**
 * The user's own images: PNG, JPEG, WebP, GIF, AVIF and TIFF files below a folder, in the order of their paths.
 *
 * The class of an image is the first folder on its path, and there are none if an image lies in no folder. A file is
 * held out for testing if the first 48 bits of the SHA-256 of its path are a number below `testPart·2⁴⁸`, so files
 * that are added later move no other.
 */
export const imageFolder: Component<Dataset, Options> = {
  summary: "images of your own, from a folder",
  options,
  create(chosen) {
    const { size, channels, fit } = chosen;
    const { height, width } = typeof size === "number" ? { height: size, width: size } : size;
    checkCrop(chosen.crop, [height, width, channels]);
    const layout = { height, width, channels, fit };
    return {
      shape: [height, width, channels],
      classes: [],
      load: (context) => loadFolder(chosen, layout, context),
    };
  },
};

async function loadFolder(chosen: Options, layout: ImageLayout, context: LoadContext): Promise<Examples> {
  const { flip, crop, strict, testPart } = chosen;
  const folder = resolve(context.folder ?? "", chosen.folder);
  const files = await listImages(folder);
  const { damaged, pixels } = await decodedFolder({ folder, files, layout, strict }, context);
  // Every run reads the training split, and only some read the other one too: once is enough.
  if (context.split === "train") warn(folder, damaged, files.length, context);

  const paths = files.map(({ path }) => path).filter((path) => !damaged.has(path));
  const wanted = paths.flatMap((path, i) =>
    isHeldOut(path, testPart) === (context.split === "test") ? [i] : []
  );
  if (wanted.length === 0) {
    throw new Failure(
      `There are too few images below ${folder}: expected at least one for the ${context.split} split, found none ` +
        `among ${paths.length} with testPart ${testPart}. Add images or change testPart`,
      2,
    );
  }
  const classes = classesOf(paths);
  // A byte is enough for most, and what other sets of images are hashed with.
  const labels = classes.length <= 256 ? new Uint8Array(wanted.length) : new Uint32Array(wanted.length);
  const numbers = new Map(classes.map((name, label) => [name, label]));
  const length = layout.height * layout.width * layout.channels;
  const chosenPixels = new Uint8Array(wanted.length * length);
  wanted.forEach((index, i) => {
    labels[i] = numbers.get(classOf(paths[index]!)) ?? 0;
    chosenPixels.set(pixels.subarray(index * length, (index + 1) * length), i * length);
  });
  const fingerprint = createHash("sha256").update(labels).update(chosenPixels).digest("hex");
  const shape = [layout.height, layout.width, layout.channels] as const;
  return {
    ...imageExamples({ labels, pixels: chosenPixels }, { shape, fingerprint, augmentation: { flip, crop } }),
    classes,
  };
}

function warn(
  folder: string,
  damaged: ReadonlyMap<string, string>,
  count: number,
  { logger }: LoadContext,
): void {
  for (const [path, why] of damaged) logger.warn(`${path} cannot be decoded (${why}). It is left out`);
  if (damaged.size > 0) {
    logger.warn(
      `${damaged.size} of ${count} images below ${folder} are left out since they cannot be decoded`,
    );
  }
}

/** Whether a file is for testing. */
function isHeldOut(path: string, testPart: number): boolean {
  return createHash("sha256").update(path).digest().readUIntBE(0, 6) < testPart * 2 ** 48;
}

/** The first folder on a path; empty if there is none. */
function classOf(path: string): string {
  return path.slice(0, Math.max(0, path.indexOf("/")));
}

/** The names of the classes in order; none if an image has none. */
function classesOf(paths: readonly string[]): string[] {
  const names = [...new Set(paths.map(classOf))].sort();
  return names.includes("") ? [] : names;
}

import type { Arrays, Engine } from "../engines/engine.ts";
import { type RowFunction, rowProgram } from "../sampling/row_program.ts";
import { named, parameterCount, unflatten } from "../tensor/parameters.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { TrainedClassifier } from "./trained_classifier.ts";

/** Images that can be read one by one. */
export interface ImageList {
  /** How many there are. */
  readonly size: number;
  /** Writes one of them. */
  read(index: number, out: Float32Array): void;
}

/** What a classifier makes of images. */
export interface Reading {
  /** What its last layer sees, `[n, FEATURES]`. */
  readonly features: Float32Array;
  /** The class of the highest score, the first of equal ones, `[n]`. */
  readonly labels: Int32Array;
}

/** Images in one call; always as many, so that no result depends on how many there are in all. */
const BATCH = 128;

/** Images that lie end to end. */
export function imageList(images: Float32Array, size: number): ImageList {
  return {
    size: images.length / size,
    read: (index, out) => out.set(images.subarray(index * size, (index + 1) * size)),
  };
}

/**
 * Shows images to a classifier.
 *
 * @param engine What runs it.
 * @param trained The network and its weights.
 * @param images The images.
 * @param heed Called before every batch; it throws if the work is to end.
 * @returns A row for each image, which depends on that image alone.
 */
export async function readImages(
  engine: Engine,
  { network, weights }: Pick<TrainedClassifier, "network" | "weights">,
  images: ImageList,
  heed: () => void,
): Promise<Reading> {
  const { parameters, shape } = network;
  const size = sizeOf(shape);
  const rows: RowFunction = {
    fn: ({ images, weights }) => network.apply(named(parameters, unflatten(parameters, weights!)), images!),
    signature: (batchSize) => ({
      inputs: { images: [batchSize, ...shape] },
      constants: { weights: { shape: [parameterCount(parameters)], data: weights } },
    }),
  };
  const found: Record<string, Float32Array[]> = { features: [], logits: [] };
  const program = rowProgram(engine, rows, BATCH);
  try {
    for (let first = 0; first < images.size; first += BATCH) {
      heed();
      const count = Math.min(BATCH, images.size - first);
      const batch = new Float32Array(count * size);
      for (let i = 0; i < count; i++) images.read(first + i, batch.subarray(i * size, (i + 1) * size));
      const outputs: Arrays = await program.run({ images: batch }, count);
      for (const [name, parts] of Object.entries(found)) parts.push(outputs[name]!);
    }
  } finally {
    await program.dispose();
  }
  return { features: joined(found["features"]!), labels: best(joined(found["logits"]!), network.classes) };
}

/** The place of the largest number in every row, the first of equal ones. */
function best(rows: Float32Array, width: number): Int32Array {
  return Int32Array.from({ length: rows.length / width }, (_, i) => {
    let place = 0;
    for (let k = 1; k < width; k++) if (rows[i * width + k]! > rows[i * width + place]!) place = k;
    return place;
  });
}

/** Arrays, one after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

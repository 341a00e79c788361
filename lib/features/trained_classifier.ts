import { createHash } from "node:crypto";
import { join } from "node:path";
import { decodeSafetensors, encodeSafetensors, type SavedTensor } from "../checkpoints/safetensors.ts";
import { readIfPresent, writeAtomically } from "../datasets/cache.ts";
import { Failure } from "../failure.ts";
import { parameterCount } from "../tensor/parameters.ts";
import { sizeOf } from "../tensor/shape.ts";
import { type Classifier, classifier, CLASSIFIER_VERSION, type ClassifierInput } from "./classifier.ts";

/** The data that a classifier belongs to. */
export interface ClassifierSubject extends ClassifierInput {
  /** The data set's name. */
  readonly dataset: string;
  /** The fingerprint of its training split. */
  readonly fingerprint: string;
}

/** How a classifier was made, and how good it is. */
export interface ClassifierRecord {
  /** The seed of its training. */
  readonly seed: number;
  /** The steps of its training. */
  readonly steps: number;
  /** The part of the test split that it reads right. */
  readonly testAccuracy: number;
  /** How many images the test split has. */
  readonly testImages: number;
}

/** A classifier that was trained. */
export interface TrainedClassifier {
  /** The network. */
  readonly network: Classifier;
  /** Its weights, one after the other, `[N]`. */
  readonly weights: Float32Array;
  /** How it was made. */
  readonly record: ClassifierRecord;
}

/** The value of the metadata's `format`, raised when old files can no longer be read. */
const FORMAT = "flowlab classifier 1";

/** The beginning of the SHA-256 of weights, in hex, which tells classifiers of one data set apart. */
export function weightsHash(weights: Float32Array): string {
  const bytes = new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
  return createHash("sha256").update(bytes).digest("hex").slice(0, 8);
}

/**
 * Where the classifier of a data set is kept: its name, and a hash of all that it depends on besides its training.
 *
 * @param cache The folder for downloaded and computed files.
 * @param subject The data.
 */
export function classifierFile(
  cache: string,
  { dataset, fingerprint, shape, classes }: ClassifierSubject,
): string {
  const key = JSON.stringify([CLASSIFIER_VERSION, fingerprint, shape, classes]);
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 16);
  return join(cache, "classifiers", `${dataset}-${hash}.safetensors`);
}

/**
 * Keeps a classifier, as safetensors in PyTorch's layouts.
 *
 * @param file The file, which is written as a whole or not at all.
 * @param subject The data that it belongs to.
 * @param trained The classifier.
 * @throws {Failure} If the file cannot be written.
 */
export async function writeClassifier(
  file: string,
  { dataset, fingerprint }: ClassifierSubject,
  { network, weights, record }: TrainedClassifier,
): Promise<void> {
  const tensors = new Map<string, SavedTensor>();
  let offset = 0;
  for (const { name, shape } of network.parameters) {
    const size = sizeOf(shape);
    tensors.set(name, { shape, data: weights.subarray(offset, offset + size) });
    offset += size;
  }
  const numbers = Object.entries(record).map(([key, value]) => [key, `${value}`]);
  const metadata = {
    format: FORMAT,
    architecture: `${CLASSIFIER_VERSION}`,
    dataset,
    fingerprint,
    ...Object.fromEntries(numbers),
  };
  await writeAtomically(file, encodeSafetensors(tensors, metadata));
}

/**
 * Reads a classifier that was kept.
 *
 * @param file The file.
 * @param subject The data that it belongs to.
 * @returns The classifier; undefined if there is no such file.
 * @throws {Failure} If the file is there, but not as it was written.
 */
export async function readClassifier(
  file: string,
  subject: ClassifierSubject,
): Promise<TrainedClassifier | undefined> {
  const bytes = await readIfPresent(file);
  if (bytes === undefined) return undefined;
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const network = classifier(subject);
  const weights = new Float32Array(parameterCount(network.parameters));
  let offset = 0;
  for (const { name, shape } of network.parameters) {
    const tensor = tensors.get(name);
    if (`${tensor?.shape}` !== `${shape}`) throw unreadable(file, `a tensor ${name} of shape [${shape}]`);
    weights.set(tensor!.data, offset);
    offset += tensor!.data.length;
  }
  if (metadata["format"] !== FORMAT) throw unreadable(file, `format "${FORMAT}"`);
  const number = (key: keyof ClassifierRecord): number => {
    const value = Number(metadata[key] ?? NaN);
    if (!Number.isFinite(value)) throw unreadable(file, `a number "${key}"`);
    return value;
  };
  const record = {
    seed: number("seed"),
    steps: number("steps"),
    testAccuracy: number("testAccuracy"),
    testImages: number("testImages"),
  };
  return { network, weights, record };
}

function unreadable(file: string, expected: string): Failure {
  return new Failure(`${file} is not a classifier of these data: expected ${expected}`);
}

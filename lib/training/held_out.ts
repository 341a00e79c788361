import type { Examples } from "../datasets/dataset.ts";
import { Failure } from "../failure.ts";
import { permutation } from "../random/permutation.ts";
import { Stream } from "../random/stream.ts";

/** How much of the training split is held out: a part of it, or a number of examples. */
export interface HeldOutSize {
  /** A part in `(0, 1)`, rounded to whole examples, at least one; undefined when {@linkcode examples} is given. */
  readonly fraction?: number | undefined;
  /** How many examples. */
  readonly examples?: number | undefined;
}

/** A training split in two. */
export interface SplitExamples {
  /** What is trained on. */
  readonly trained: Examples;
  /** What is not; its examples are read as they are, without augmentation. */
  readonly heldOut: Examples;
}

/**
 * How many examples are held out.
 *
 * @param size How many there are.
 * @param heldOut How much of them; undefined for nothing.
 * @throws {Failure} With exit code 2 if none are left to train on.
 */
export function heldOutCount(size: number, heldOut: HeldOutSize | undefined): number {
  if (heldOut === undefined) return 0;
  const count = heldOut.examples ?? Math.max(1, Math.round(heldOut.fraction! * size));
  if (count < size) return count;
  throw new Failure(
    `training.validation holds out ${count} of ${size} examples: expected at least one to be left to train on`,
    2,
  );
}

/**
 * Splits examples in two at random, the same way for the same seed. Nothing is copied.
 *
 * @param examples The examples; both parts have their fingerprint.
 * @param count How many are held out, fewer than there are.
 * @param seed The experiment's seed.
 */
export function holdOut(examples: Examples, count: number, seed: number): SplitExamples {
  const order = permutation(examples.size, new Stream({ seed, purpose: "validation/examples" }));
  return {
    trained: chosen(examples, order.slice(count).sort()),
    heldOut: unaugmented(chosen(examples, order.slice(0, count).sort())),
  };
}

/** Some of the examples. */
function chosen(examples: Examples, indices: Uint32Array): Examples {
  const { fingerprint, classes } = examples;
  return {
    size: indices.length,
    fingerprint,
    ...classes === undefined ? {} : { classes },
    read: (index, out, draws) => examples.read(indices[index]!, out, draws),
    label: (index) => examples.label(indices[index]!),
  };
}

/** The examples as they are. */
function unaugmented(examples: Examples): Examples {
  return { ...examples, read: (index, out) => examples.read(index, out) };
}

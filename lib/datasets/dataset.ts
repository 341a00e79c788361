import type { Logger } from "../logger.ts";
import type { Stream } from "../random/stream.ts";
import type { Shape } from "../tensor/types.ts";

/** What a data set needs to get at its examples. */
export interface LoadContext {
  /** The experiment's seed; generated sets draw from it. */
  readonly seed: number;
  /** Which part of the data to read. */
  readonly split: "train" | "test";
  /** The folder for downloaded and decoded files. */
  readonly cache: string;
  /** The folder that paths in options start from: the experiment file's. The working directory unless given. */
  readonly folder?: string | undefined;
  /** Where downloads report their progress. */
  readonly logger: Logger;
  /** Ends a download before its time. */
  readonly signal?: AbortSignal | undefined;
}

/** A mixture of round Gaussians, `Σ weights[k]·N(means[k], spreads[k]²·I)`. */
export interface Mixture {
  /** How probable each component is; they sum to 1. */
  readonly weights: readonly number[];
  /** The mean of each component, as many numbers as the shape has entries. */
  readonly means: readonly (readonly number[])[];
  /** The standard deviation of each component, per coordinate, at least 0. */
  readonly spreads: readonly number[];
}

/**
 * A data set as an experiment selects it: its shape is known before any file is touched.
 *
 * Images are `[H, W, C]` with values in `[-1, 1]`; points of `d` dimensions are `[d]`.
 */
export interface Dataset {
  /** The shape of one example. */
  readonly shape: Shape;
  /**
   * The names of the classes, in the order of the labels; empty when there are none, or when only the files tell,
   * as {@linkcode Examples.classes} then does.
   */
  readonly classes: readonly string[];
  /** The law that the examples are drawn from, where it is known in closed form: what oracles need. */
  readonly law?: Mixture | undefined;
  /**
   * Reads, fetches or generates the examples.
   *
   * @throws {Failure} If the data cannot be had; the message lists every way to provide them. With exit code 130
   * if the signal ended it.
   */
  load(context: LoadContext): Promise<Examples>;
}

/** The examples of a data set, ready to be read one by one. */
export interface Examples {
  /** How many there are. */
  readonly size: number;
  /** SHA-256, in hex, of the decoded arrays; of the definition and seed where examples are generated. */
  readonly fingerprint: string;
  /** The names of the classes, in the order of the labels, where they are known only when the files are read. */
  readonly classes?: readonly string[];
  /**
   * Writes one example.
   *
   * @param index Which one, from 0 to `size - 1`.
   * @param out Receives the example, as many numbers as the shape has entries.
   * @param draws The stream for augmentation, when the example is for training; without it the example is
   * written as it is.
   */
  read(index: number, out: Float32Array, draws?: Stream): void;
  /** The class of an example; 0 when there are no classes. */
  label(index: number): number;
}

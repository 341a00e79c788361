import { createHash } from "node:crypto";
import { z } from "zod";
import { Stream } from "../random/stream.ts";
import type { Dataset, Examples, LoadContext, Mixture } from "./dataset.ts";

/** The option that all generated sets share. */
export const size: z.ZodDefault<z.ZodInt> = z.int().min(1).max(0xffffffff).default(100_000)
  .describe("how many examples there are; more cost nothing, since none is stored");

/** The option of the sets that are blurred once they have their scale. */
export const noise: z.ZodDefault<z.ZodNumber> = z.number().min(0).max(1).default(0.05)
  .describe("standard deviation of the Gaussian noise on each coordinate");

/** A set of points that are computed when they are read. */
export interface PointSet {
  /** The YAML name: part of the streams' purpose and of the fingerprint. */
  readonly name: string;
  /** Every option, in a fixed order: part of the fingerprint. */
  readonly options: Readonly<Record<string, number | string>>;
  /** How many points there are. */
  readonly size: number;
  /** Coordinates of a point, 2 unless given. */
  readonly dimensions?: number;
  /** The law of a point, where it is known in closed form. */
  readonly law?: Mixture;
  /** The names of the classes. Classes take turns: example `i` has the label `i mod classes.length`. */
  readonly classes: readonly string[];
  /**
   * Draws one point.
   *
   * @param out Receives the coordinates, `x` and `y` unless there are more or fewer.
   * @param draws The example's own stream.
   * @param label The example's class; 0 when there are no classes.
   */
  draw(out: Float32Array, draws: Stream, label: number): void;
}

/**
 * Makes a data set of points: example `i` is a pure function of the seed, the split and `i`.
 *
 * The test split draws from streams of its own, so it shares no point with the training split.
 */
export function pointDataset(set: PointSet): Dataset {
  return {
    shape: [set.dimensions ?? 2],
    classes: set.classes,
    law: set.law,
    load: (context) => Promise.resolve(pointExamples(set, context)),
  };
}

function pointExamples(set: PointSet, { seed, split }: LoadContext): Examples {
  const purpose = split === "train" ? `dataset/${set.name}` : `dataset/${set.name}/${split}`;
  const turns = Math.max(1, set.classes.length);
  const definition = JSON.stringify({ purpose, version: 1, options: set.options, seed });
  const draws = new Stream({ seed, purpose });
  return {
    size: set.size,
    fingerprint: createHash("sha256").update(definition).digest("hex"),
    read(index, out) {
      if (!(index >= 0 && index < set.size)) {
        throw new RangeError(`Cannot read example ${index}: expected 0 to ${set.size - 1}`);
      }
      draws.moveTo(index);
      set.draw(out, draws, index % turns);
    },
    label: (index) => index % turns,
  };
}

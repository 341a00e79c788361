import type { Arrays } from "../engines/engine.ts";
import { type Parameter, parameterCount } from "../tensor/parameters.ts";

/** Parameters that follow one another, whose entries are handed over together. */
export interface Piece {
  /** What is put behind a vector's name for this part of it. */
  readonly suffix: string;
  /** The parameters. */
  readonly parameters: readonly Parameter[];
  /** Where their entries begin in a vector of all. */
  readonly start: number;
  /** How many entries they have. */
  readonly length: number;
}

/** A large vector is not copied to be cut up or joined, and many small ones are not handed over each for itself. */
const SMALLEST_PIECE = 2 ** 18;

/**
 * Cuts a network's parameters into pieces.
 *
 * @param parameters The network's parameters.
 * @returns The pieces, in order.
 */
export function piecesOf(parameters: readonly Parameter[]): readonly Piece[] {
  const groups: Parameter[][] = [[]];
  for (const parameter of parameters) {
    if (parameterCount(groups.at(-1)!) >= SMALLEST_PIECE) groups.push([]);
    groups.at(-1)!.push(parameter);
  }
  let start = 0;
  return groups.map((parameters, i) => {
    const length = parameterCount(parameters);
    start += length;
    return { suffix: `.${i}`, parameters, start: start - length, length };
  });
}

/** The pieces of vectors, in the same memory, each under the vector's name with its suffix behind. */
export function cutVectors(vectors: Arrays, pieces: readonly Piece[]): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(vectors).flatMap(([name, vector]) =>
      pieces.map(({ suffix, start, length }) => [name + suffix, vector.subarray(start, start + length)])
    ),
  );
}

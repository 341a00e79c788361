import { Stream } from "../random/stream.ts";

/** How many levels there are in a unit of the data: a pixel `y` of 256 levels is read as `y/127.5 − 1`. */
export const LEVELS_PER_UNIT = 127.5;

/** The multiplier of FNV's hash of 32 bits, and the two of MurmurHash3's last step. */
const [PRIME, FIRST, SECOND] = [0x01000193, 0x85ebca6b, 0xc2b2ae35];

/**
 * A number from 0 to 2³² − 1 that an example's content decides about: what is drawn by it belongs to the example,
 * wherever it stands and whatever stands beside it.
 *
 * @param example Its numbers.
 */
export function contentNumber(example: Float32Array): number {
  const words = new Uint32Array(example.buffer, example.byteOffset, example.length);
  let hash = 0x811c9dc5;
  for (const word of words) {
    hash = Math.imul(hash ^ word, PRIME);
    // The product carries upwards only.
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), FIRST);
  hash = Math.imul(hash ^ (hash >>> 13), SECOND);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** What noise is drawn. */
export interface DequantizationOptions {
  /** Numbers in one example. */
  readonly size: number;
  /** How often each example is drawn. */
  readonly draws: number;
  /** The experiment's seed. */
  readonly seed: number;
}

/**
 * Spreads levels over their cells: `x + (u − ½)/127.5` with `u` uniform on `[0, 1)`, so that a number that is rounded
 * to the nearest level, as pixels of samples are, is back where it came from.
 *
 * @param x Examples, laid end to end.
 * @param options Their size, how often each is drawn, and the seed.
 * @returns The draws of the first example, those of the second, and so on.
 * @see Theis, van den Oord and Bethge, "A note on the evaluation of generative models", 2016, section 3.1,
 * https://arxiv.org/abs/1511.01844
 */
export function dequantized(
  x: Float32Array,
  { size, draws, seed }: DequantizationOptions,
): Float64Array {
  const out = new Float64Array(x.length * draws);
  for (let i = 0, to = 0; i < x.length / size; i++) {
    const example = x.subarray(i * size, (i + 1) * size);
    const sample = contentNumber(example);
    for (let step = 0; step < draws; step++) {
      const noise = new Stream({ seed, purpose: "likelihood/dequantization", step, sample });
      for (const entry of example) out[to++] = entry + (noise.uniform() - 0.5) / LEVELS_PER_UNIT;
    }
  }
  return out;
}

import { fillQuantiles, MOST_WORDS, quantile } from "./normal.ts";
import { philox4x32 } from "./philox.ts";

/** What a stream's numbers are for. Two different addresses give independent streams. */
export interface StreamAddress {
  /** The experiment's seed, an integer in `[0, 2⁵³)`. */
  readonly seed: number;
  /** What is drawn, such as `train/noise` or `sample/noise`. */
  readonly purpose: string;
  /** The training step, epoch or other counter, in `[0, 2³²)`; 0 unless given. */
  readonly step?: number;
  /** The sample's number, in `[0, 2³²)`; 0 unless given. */
  readonly sample?: number;
}

/** FNV-1a, 32 bits: spreads the purposes over the key space. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}

/** The words of which an array's numbers are made, piece by piece. */
const piece = new Uint32Array(MOST_WORDS);

/**
 * A sequence of random numbers that is a pure function of its {@linkcode StreamAddress}.
 *
 * Nothing is shared between streams: drawing more from one, adding a consumer, resuming in the middle or
 * changing the batch size never shifts the numbers of another.
 *
 * @example The same address gives the same numbers
 * ```ts
 * import { Stream } from "./stream.ts";
 * import { assertEquals } from "../../tests/support/assert.ts";
 * const address = { seed: 7, purpose: "example", step: 3, sample: 1 };
 * assertEquals(new Stream(address).uint32(), new Stream(address).uint32());
 * ```
 */
export class Stream {
  readonly #counter = new Uint32Array(4);
  readonly #key = new Uint32Array(2);
  readonly #words = new Uint32Array(4);
  #next = 4;

  /**
   * Goes to the beginning of a stream.
   *
   * @param address What the numbers are for.
   */
  constructor({ seed, purpose, step = 0, sample = 0 }: StreamAddress) {
    this.#counter[1] = sample;
    this.#counter[2] = step;
    this.#counter[3] = Math.floor(seed / 0x100000000);
    this.#key[0] = seed % 0x100000000;
    this.#key[1] = hash(purpose);
  }

  /**
   * Goes to the beginning of another stream, with seed and purpose as they are.
   *
   * The numbers are those of a new `Stream` for that sample and step; reusing one saves its construction where only a
   * few are drawn.
   *
   * @param sample The sample's number, in `[0, 2³²)`.
   * @param step The step, in `[0, 2³²)`; as it is unless given.
   */
  moveTo(sample: number, step: number = this.#counter[2]!): void {
    this.#counter[0] = 0;
    this.#counter[1] = sample;
    this.#counter[2] = step;
    this.#next = 4;
  }

  /** The next word, an integer in `[0, 2³²)`. */
  uint32(): number {
    if (this.#next === 4) {
      this.#block(this.#words, 0);
      this.#next = 0;
    }
    return this.#words[this.#next++]!;
  }

  /**
   * Writes the next words, integers in `[0, 2³²)`.
   *
   * @param out Receives the words, in the order in which {@linkcode Stream.uint32} would draw them.
   * @param count How many; all of them unless given.
   */
  fillWords(out: Uint32Array, count: number = out.length): void {
    let done = 0;
    for (; this.#next < 4 && done < count; done++) out[done] = this.uint32();
    for (; count - done >= 4; done += 4) this.#block(out, done);
    for (; done < count; done++) out[done] = this.uint32();
  }

  /** The next four words. */
  #block(out: Uint32Array, start: number): void {
    philox4x32(this.#counter, this.#key, out, start);
    this.#counter[0]!++;
  }

  /** The next number of the uniform distribution on `[0, 1)`, with 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /**
   * The next integer of the uniform distribution on `[0, bound)`, without bias.
   *
   * @param bound An integer in `[1, 2³²]`.
   */
  integer(bound: number): number {
    let word = this.uint32();
    // such a word is below the largest multiple of the bound, which so need not be computed for most words
    if (word < 0x100000000 - bound) return (word >>> 0) % (bound >>> 0);
    const limit = 0x100000000 - 0x100000000 % bound;
    while (word >= limit) word = this.uint32();
    return word % bound;
  }

  /** The next number of the standard normal distribution. */
  normal(): number {
    return quantile((this.uint32() + 0.5) / 0x100000000);
  }

  /**
   * Fills an array with numbers of the standard normal distribution.
   *
   * @param out Receives the numbers, in the order in which {@linkcode Stream.normal} would draw them.
   */
  fillNormal(out: Float32Array | Float64Array): void {
    for (let done = 0; done < out.length; done += MOST_WORDS) {
      const count = Math.min(out.length - done, MOST_WORDS);
      this.fillWords(piece, count);
      fillQuantiles(piece, count, out, done);
    }
  }
}

import type { Noise } from "./solver.ts";

/** What a Brownian path is made of. */
export interface BrownianPathParts {
  /** The increasing times between which increments will be asked for. */
  readonly times: ArrayLike<number>;
  /** How many independent motions there are: one for each entry of the state. */
  readonly entries: number;
  /** Where the normal numbers come from. */
  readonly noise: Noise;
}

/** The tree is not deeper, so that the keys of its nodes and leaves stay below {@linkcode FURTHER_POINTS}. */
const DEEPEST = 30;

/** The first key of points that share a leaf with an earlier one, which the deepest tree only can have. */
const FURTHER_POINTS = 2 ** 31;

/** Times closer than this part of the whole are the same: a few roundings of a time in `[0, 1]`. */
const SAME_TIME = 2 ** -50;

/**
 * A Brownian motion `W` along a time grid, as a function of the noise alone and hardly of the grid.
 *
 * The increment over all of the time is drawn first, under key 0. Then intervals are halved: given its ends,
 * the value in the middle of an interval of length `h` is normal around their mean with variance `h/4`, and
 * is drawn under the number of the interval in the binary tree of halvings, 1 at the root and `2n`, `2n + 1`
 * below `n`. So every grid between the same ends, with `2^k` equal steps, sees the same motion, bit by bit,
 * and solutions with different numbers of steps can be compared noise by noise.
 *
 * The tree is as deep as the smallest step of the grid asks for. Times inside of a leaf are drawn from the
 * Brownian bridge between what is known on either side, under the number of the leaf. So increments over any
 * grid are independent and have exactly the variance of their length; motions of two grids whose times are
 * not shared are close, but not the same.
 *
 * Increments have to be asked for in the order of time. Only the right ends of the intervals around the
 * present are kept, one for each level of the tree, and on nearly equal steps each costs at most about four
 * draws.
 *
 * @see Lévy, "Processus stochastiques et mouvement brownien", 1948, chapter I
 */
export class BrownianPath {
  readonly #noise: Noise;
  readonly #start: number;
  readonly #length: number;
  /** How many leaves the tree has; positions in time are counted in leaves. */
  readonly #leaves: number;
  /** The right ends of the intervals around the present, each inside of the one before. */
  readonly #ends: { position: number; node: number; value: Float64Array }[];
  /** How many of the right ends are in use. */
  #depth = 1;
  /** Where the motion is known up to, in leaves. */
  #position = 0;
  /** The motion's value there. */
  #value: Float64Array;
  readonly #normals: Float64Array;
  #nextFurtherPoint = FURTHER_POINTS;

  /**
   * Draws the increment over all of the time.
   *
   * @param parts The times, and where the noise comes from.
   */
  constructor({ times, entries, noise }: BrownianPathParts) {
    this.#noise = noise;
    this.#start = times[0]!;
    this.#length = times[times.length - 1]! - times[0]!;
    let smallest = this.#length;
    for (let i = 1; i < times.length; i++) smallest = Math.min(smallest, times[i]! - times[i - 1]!);
    // Equal steps whose rounded lengths differ must not ask for another level.
    const levels = Math.ceil(Math.log2(this.#length / smallest) - 1e-9);
    const depth = Math.min(levels, DEEPEST);
    this.#leaves = 2 ** depth;
    this.#value = new Float64Array(entries);
    this.#normals = new Float64Array(entries);
    this.#ends = Array.from(
      { length: depth + 1 },
      () => ({ position: this.#leaves, node: 1, value: new Float64Array(entries) }),
    );
    const whole = this.#ends[0]!.value;
    noise(0, whole);
    const deviation = Math.sqrt(this.#length);
    for (let e = 0; e < entries; e++) whole[e]! *= deviation;
  }

  /**
   * `W(to) − W(from)`, for all entries.
   *
   * @param from A time of the grid, not before the last one that was asked for.
   * @param to A later time of the grid.
   * @param out Receives the increments.
   * @throws {RangeError} If a time lies before the present, or outside of the grid.
   */
  increment(from: number, to: number, out: Float64Array): void {
    this.#advance(from);
    out.set(this.#value);
    this.#advance(to);
    const value = this.#value;
    for (let e = 0; e < out.length; e++) out[e] = value[e]! - out[e]!;
  }

  /** Goes on to a time, drawing what has to be known on the way. */
  #advance(time: number): void {
    const position = this.#positionOf(time);
    if (!(position >= this.#position && position <= this.#leaves)) {
      throw new RangeError(`Cannot go on to time ${time}: expected increasing times of the grid`);
    }
    while (position > this.#position) {
      const end = this.#ends[this.#depth - 1]!;
      if (position >= end.position) this.#goToEnd();
      else if (end.position - this.#position > 1) this.#halve();
      else this.#goInside(position);
    }
  }

  /** A time in leaves from the start, a whole number where rounding alone may keep it from being one. */
  #positionOf(time: number): number {
    const position = (time - this.#start) / this.#length * this.#leaves;
    const nearest = Math.round(position);
    return Math.abs(position - nearest) <= SAME_TIME * this.#leaves ? nearest : position;
  }

  /** Goes to the end of the innermost interval. */
  #goToEnd(): void {
    const end = this.#ends[--this.#depth]!;
    this.#position = end.position;
    [this.#value, end.value] = [end.value, this.#value];
  }

  /** Draws the middle of the innermost interval; its first half becomes the innermost. */
  #halve(): void {
    const end = this.#ends[this.#depth - 1]!;
    const middle = this.#ends[this.#depth++]!;
    middle.position = (this.#position + end.position) / 2;
    middle.node = 2 * end.node;
    this.#bridge(0.5, end, end.node, middle.value);
    // What is left of the interval after its first half.
    end.node = middle.node + 1;
  }

  /** Goes to a position inside of a leaf. */
  #goInside(position: number): void {
    const end = this.#ends[this.#depth - 1]!;
    const part = (position - this.#position) / (end.position - this.#position);
    this.#bridge(
      part,
      end,
      Number.isInteger(this.#position) ? end.node : this.#nextFurtherPoint++,
      this.#value,
    );
    this.#position = position;
  }

  /** Draws the motion at a part of the way to the end of an interval, given its value there. */
  #bridge(
    part: number,
    end: { readonly position: number; readonly value: Float64Array },
    key: number,
    out: Float64Array,
  ): void {
    const length = (end.position - this.#position) / this.#leaves * this.#length;
    const deviation = Math.sqrt(part * (1 - part) * length);
    const [normals, here, there] = [this.#normals, this.#value, end.value];
    this.#noise(key, normals);
    for (let e = 0; e < out.length; e++) {
      out[e] = (1 - part) * here[e]! + part * there[e]! + deviation * normals[e]!;
    }
  }
}

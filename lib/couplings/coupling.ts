/** A batch of source samples and data, each `count` rows of `size` numbers, before they are paired. */
export interface UnpairedBatch {
  /** Source samples, `[count, size]`. */
  readonly x0: Float32Array;
  /** Data, `[count, size]`. */
  readonly x1: Float32Array;
  /** How many of each. */
  readonly count: number;
  /** Numbers in one sample. */
  readonly size: number;
}

/** The joint law of `(x0, x1)`: which source sample goes with which example. */
export interface Coupling {
  /**
   * Pairs the rows of a batch.
   *
   * @returns For each row of `x1`, the row of `x0` that goes with it.
   */
  pair(batch: UnpairedBatch): Int32Array;
}

/** How large the error of a step may be, entry by entry: `absolute + relative·|entry|`. */
export interface Tolerance {
  /** In parts of an entry's size. */
  readonly relative: number;
  /** Added to that, so that entries near 0 may err too. */
  readonly absolute: number;
}

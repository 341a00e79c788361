/** What log-densities are converted for. */
export interface BitsOptions {
  /** Numbers in one sample, `d`. */
  readonly dimensions: number;
  /** How many levels there are in a unit of the data: 128 for `x = (y + u)/128 − 1`, 127.5 for `x = y/127.5 − 1`. */
  readonly levelsPerUnit: number;
}

/**
 * A log-density of data in units of their own as the bits that a number takes at the resolution of the levels that
 * the data had: `−log p/(d·ln 2) + log₂ levelsPerUnit`.
 *
 * The volume of a cell of levels is `levelsPerUnit^−d`, so a uniform density over `[−1, 1]` has the 8 bits of its 256
 * levels. Where the data are the levels themselves rather than spread over their cells, the number bounds nothing: a
 * density can be as high as it likes at single points.
 *
 * @param logDensity The log-density, in nats.
 * @param options The number of dimensions, and the density of levels.
 */
export function bitsPerDimension(logDensity: number, { dimensions, levelsPerUnit }: BitsOptions): number {
  return -logDensity / (dimensions * Math.LN2) + Math.log2(levelsPerUnit);
}

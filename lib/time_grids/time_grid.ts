import type { Path } from "../paths/path.ts";

/** The times between which a solver with a fixed number of steps goes. */
export interface TimeGrid {
  /**
   * Lays out the steps.
   *
   * @param steps How many steps, at least 1.
   * @param path The path that is sampled on, for grids in units of its noise.
   * @returns `steps + 1` times, strictly increasing, the first 0 and the last 1.
   * @throws {Failure} If the grid cannot have so many steps.
   */
  times(steps: number, path: Path): Float64Array;
}

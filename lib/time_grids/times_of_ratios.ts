import { Failure } from "../failure.ts";
import { type Path, ratioOf, timeOf } from "../paths/path.ts";

/**
 * The grid that goes from 0 to 1 through the times at which a path has given ratios `α/σ`.
 *
 * @param ratios The ratios, strictly increasing.
 * @param path The path.
 * @returns The times, two more than ratios.
 * @throws {Failure} If the path does not take all ratios strictly between its ends.
 */
export function timesOfRatios(ratios: readonly number[], path: Path): Float64Array {
  const times = Float64Array.of(0, ...ratios.map((ratio) => timeOf(path, ratio)), 1);
  if (times.every((t, i) => i === 0 || t > times[i - 1]!)) return times;
  const [first, last] = [path.at(0), path.at(1)].map((end) => ratioOf(end).toPrecision(4));
  const [lowest, highest] = [ratios[0]!, ratios.at(-1)!].map((ratio) => ratio.toPrecision(4));
  throw new Failure(
    `The time grid has its steps at ratios α/σ from ${lowest} to ${highest}, ` +
      `but the path has ratios from ${first} to ${last}: ` +
      "bring the grid's bounds within those, or take fewer steps",
    2,
  );
}

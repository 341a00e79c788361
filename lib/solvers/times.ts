/**
 * The times along which a solver is to go, checked.
 *
 * @param times A grid, or a single time.
 * @returns A copy in double precision.
 * @throws {RangeError} If there is no time, one is not finite, or they do not keep to one direction.
 */
export function checkedTimes(times: ArrayLike<number>): Float64Array {
  const grid = Float64Array.from(times);
  if (grid.length === 0) throw new RangeError("Cannot solve along no times: expected at least 1");
  const direction = Math.sign(grid.at(-1)! - grid[0]!);
  grid.forEach((time, i) => {
    if (!Number.isFinite(time)) {
      throw new RangeError(`Cannot solve along time ${i}: expected a finite number, found ${time}`);
    }
    const previous = grid[i - 1];
    if (previous !== undefined && (time === previous || Math.sign(time - previous) !== direction)) {
      throw new RangeError(
        `Cannot solve along time ${i}: expected all times to grow or all to shrink, found ${previous}, ${time}`,
      );
    }
  });
  return grid;
}

/** A straight line, `y = start + slope·x`. */
export interface StraightLine {
  /** Its height at 0. */
  readonly start: number;
  /** How steep it is. */
  readonly slope: number;
}

/**
 * The straight line that is nearest to some points: the sum of the squared distances along `y` is the least.
 *
 * @param points Two points or more, with different `x`.
 */
export function straightLine(points: readonly (readonly [x: number, y: number])[]): StraightLine {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [middleX, middleY] = [mean(0), mean(1)];
  const along = points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0) / along;
  return { start: middleY - slope * middleX, slope };
}

/** A square window on the plane: every chart and every frame that shares it has the same axes. */
export interface Extent {
  /** The coordinates of the window's middle. */
  readonly centre: readonly [x: number, y: number];
  /** Half the side of the window, positive. */
  readonly halfSide: number;
}

/** The part of the points that may lie outside on each side: a few stray ones must not shrink the picture. */
const STRAY = 0.005;

/** What is left free around the other points, as a part of half a side. */
const MARGIN = 0.12;

/**
 * Finds a square window that shows sets of points, with a little room around them.
 *
 * The window reaches on each axis from the quantile 0.005 to the quantile 0.995 of every set, enlarged by 12 %;
 * it shows all of fewer than 200 points.
 *
 * @param sets Points of the plane, each set `[n, 2]`; coordinates that are not finite do not count.
 * @returns The window; its half side is 1 if there are no two different points.
 * @throws {RangeError} If a set has an odd length.
 */
export function extentOf(...sets: readonly Float32Array[]): Extent {
  const low: [number, number] = [Infinity, Infinity];
  const high: [number, number] = [-Infinity, -Infinity];
  for (const points of sets) {
    if (points.length % 2 !== 0) throw new RangeError(`Points must be [n, 2]: got ${points.length} values`);
    for (const axis of [0, 1] as const) {
      const sorted = points.filter((value, i) => i % 2 === axis && Number.isFinite(value)).sort();
      if (sorted.length === 0) continue;
      const stray = Math.floor(STRAY * sorted.length);
      low[axis] = Math.min(low[axis], sorted[stray]!);
      high[axis] = Math.max(high[axis], sorted[sorted.length - 1 - stray]!);
    }
  }
  const centre = ([0, 1] as const).map((axis) => low[axis] <= high[axis] ? (low[axis] + high[axis]) / 2 : 0);
  const half = Math.max(high[0] - low[0], high[1] - low[1]) / 2;
  return { centre: [centre[0]!, centre[1]!], halfSide: half > 0 ? half * (1 + MARGIN) : 1 };
}

/**
 * Says whether a window shows a point.
 *
 * @param extent The window.
 * @param point Its coordinates; a point that is not finite is never shown.
 * @returns Whether the point lies within the window or on its border.
 */
export function shows({ centre, halfSide }: Extent, [x, y]: readonly [x: number, y: number]): boolean {
  // A comparison with NaN is false.
  return Math.abs(x - centre[0]) <= halfSide && Math.abs(y - centre[1]) <= halfSide;
}

/**
 * Lists the round numbers within an interval, `1`, `2` or `5` times a power of ten apart.
 *
 * @param low The interval's lower end.
 * @param high The interval's upper end, above `low`.
 * @returns Between 3 and 8 numbers, in increasing order.
 */
export function roundNumbers(low: number, high: number): number[] {
  const power = 10 ** Math.floor(Math.log10((high - low) / 4));
  const step = [5, 2, 1].map((factor) => factor * power).find((step) => step * 4 <= high - low) ?? power;
  const numbers: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) numbers.push(i * step);
  return numbers;
}

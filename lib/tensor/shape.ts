import type { Shape } from "./types.ts";

/**
 * The number of entries of an array.
 *
 * @param shape The lengths of its axes.
 * @returns Their product; 1 for a single number.
 */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

import { Failure } from "../failure.ts";

/** Whether images are made what a file of 8 bits would hold, before they are looked at. */
export type Rounding = "levels" | "none";

/**
 * Clips pixels to `[-1, 1]` and rounds them to the 256 levels `v/127.5 − 1` that images of 8 bits have: those are the
 * same after it.
 *
 * A network's samples lie between the levels, and a classifier that has never seen such pixels may tell them by that
 * alone.
 *
 * @param x Images, laid end to end; they are not changed.
 * @param rounding `none` leaves them as they are.
 * @throws {Failure} If a number is not finite.
 */
export function rounded(x: Float32Array, rounding: Rounding): Float32Array {
  const broken = x.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) throw new Failure(`Expected images of finite numbers to look at; found ${x[broken]}`);
  if (rounding === "none") return x;
  return x.map((value) => {
    const level = Math.round((Math.min(1, Math.max(-1, value)) + 1) * 127.5);
    return level / 127.5 - 1;
  });
}

import type { PathCoefficients } from "../paths/path.ts";

/**
 * Whether a step ends with the data: at `t = 1`, or wherever the source has vanished.
 *
 * Noise of such a step would stay in the samples, even on a path that keeps a little of the source to its
 * end, and the score there is as steep as the data are concentrated.
 *
 * @param time The time at the end of the step.
 * @param at The coefficients of the path at that time.
 */
export function reachesData(time: number, { sigma }: PathCoefficients): boolean {
  return time === 1 || sigma === 0;
}

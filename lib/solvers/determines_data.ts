import { wronskian } from "../paths/interpolant.ts";
import type { PathCoefficients } from "../paths/path.ts";

/**
 * Whether a velocity, whoever states it, determines the data and the score that are expected.
 *
 * It does not where the source has vanished, `σ = 0`: the point is the data, and has no noise to tell. Nor
 * where the path is at rest, `α̇σ − σ̇α = 0`, as polynomial paths are at `t = 0`.
 *
 * @param at The coefficients of the path.
 */
export function determinesData(at: PathCoefficients): boolean {
  return at.sigma !== 0 && wronskian(at) !== 0;
}

import type { Tensor } from "../tensor/types.ts";

/** A path's coefficients and their derivatives with respect to `t`, at one time. */
export interface PathCoefficients {
  /** The weight of the data, `α(t)`. */
  readonly alpha: number;
  /** The weight of the source, `σ(t)`. */
  readonly sigma: number;
  /** `dα/dt`; infinite where it diverges, which it may do at an end of the path only. */
  readonly alphaDot: number;
  /** `dσ/dt`; infinite where it diverges, which it may do at an end of the path only. */
  readonly sigmaDot: number;
}

/** The same coefficients for a batch of times. */
export type PathTensors = { readonly [Coefficient in keyof PathCoefficients]: Tensor };

/**
 * An interpolation path `x_t = α(t)·x1 + σ(t)·x0`, from source at `t = 0` to data at `t = 1`.
 *
 * The whole of a path is four numbers per time. For training and sampling they are computed in double precision
 * outside the compiled step and enter it as inputs, so a path is ordinary arithmetic: nothing to trace, nothing
 * to differentiate.
 *
 * @see Lipman et al., "Flow Matching for Generative Modeling", 2023, section 4, https://arxiv.org/abs/2210.02747
 */
export interface Path {
  /**
   * The coefficients at one time.
   *
   * @param t A time in `[0, 1]`, both ends included.
   */
  at(t: number): PathCoefficients;
  /**
   * The inverse of the signal-to-noise ratio `α/σ`, which grows along a path; {@linkcode timeOf} searches for it
   * where a path does not state it.
   *
   * @param ratio A ratio that the path takes, in `[0, ∞]`.
   * @returns The `t` with `α(t)/σ(t) = ratio`.
   */
  timeAt?(ratio: number): number;
  /**
   * The coefficients in tensor operations, for graphs in which `t` is an input: exported models of targets other
   * than velocity, and oracles. A path without them can do everything else.
   *
   * @param t Times in `[0, 1]`, of any shape. At an end where a derivative diverges it may be large, not infinite.
   * @returns Tensors of the shape of `t`.
   */
  tensors?(t: Tensor): PathTensors;
}

/** Halvings of `[0, 1]` after which doubles no longer differ. */
const HALVINGS = 60;

/** `α/σ`, infinite where the source has vanished. */
export function ratioOf({ alpha, sigma }: Pick<PathCoefficients, "alpha" | "sigma">): number {
  return sigma === 0 ? Infinity : alpha / sigma;
}

/**
 * The time at which a path has a ratio `α/σ`.
 *
 * @param path The path.
 * @param ratio The ratio, in `[0, ∞]`.
 * @returns The time; the nearer end for a ratio that the path does not reach.
 */
export function timeOf(path: Path, ratio: number): number {
  if (!(ratio > ratioOf(path.at(0)))) return 0;
  if (ratio >= ratioOf(path.at(1))) return 1;
  if (path.timeAt) return path.timeAt(ratio);
  let [low, high] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (ratioOf(path.at(middle)) < ratio) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

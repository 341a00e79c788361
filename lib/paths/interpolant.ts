import type { Gamma, GammaCoefficients, GammaTensors } from "../gammas/gamma.ts";
import type { Tensor } from "../tensor/types.ts";
import type { Path, PathCoefficients, PathTensors } from "./path.ts";

/** All that is known of `x_t = α(t)·x1 + σ(t)·x0 + γ(t)·z` at one time. */
export interface Coefficients extends PathCoefficients, GammaCoefficients {
  /** The time, in `[0, 1]`. */
  readonly t: number;
}

/** The same for a batch of times. */
export interface CoefficientTensors extends PathTensors, GammaTensors {
  /** The times. */
  readonly t: Tensor;
}

/** A path and the width of the noise around it: together, the law of `x_t` given a pair. */
export interface Interpolant {
  /** The path between the pair. */
  readonly path: Path;
  /** The width of the noise around it. */
  readonly gamma: Gamma;
  /**
   * The coefficients at one time.
   *
   * @param t A time in `[0, 1]`.
   */
  at(t: number): Coefficients;
  /**
   * The coefficients in tensor operations; undefined if the path has none.
   *
   * @param t Times, of any shape.
   */
  readonly tensors: ((t: Tensor) => CoefficientTensors) | undefined;
}

/**
 * Joins a path and a width.
 *
 * @param path The path.
 * @param gamma The width of the noise around it.
 */
export function interpolant(path: Path, gamma: Gamma): Interpolant {
  return {
    path,
    gamma,
    at(t) {
      const { alpha, sigma, alphaDot, sigmaDot } = path.at(t);
      const { gamma: width, gammaDot, gammaProduct } = gamma.at(t);
      return { t, alpha, sigma, alphaDot, sigmaDot, gamma: width, gammaDot, gammaProduct };
    },
    tensors: path.tensors && ((t) => ({ t, ...path.tensors!(t), ...gamma.tensors(t) })),
  };
}

/**
 * The Wronskian `D = α̇σ − σ̇α`, positive wherever the signal-to-noise ratio grows.
 *
 * @param coefficients A path's coefficients at one time.
 * @returns `D`, infinite where a derivative is.
 */
export function wronskian({ alpha, sigma, alphaDot, sigmaDot }: PathCoefficients): number {
  // At an end a diverging derivative may meet a coefficient of 0, whose product with it has no say in D.
  const rise = sigma === 0 ? 0 : alphaDot * sigma;
  const fall = alpha === 0 ? 0 : sigmaDot * alpha;
  return rise - fall;
}

/** So little noise that it changes nothing, and yet can be divided by. */
const SPECK = 1e-150;

/**
 * An interpolant's coefficients with its vanishing widths replaced by ones that can be divided by, so that quotients
 * of two vanishing terms, such as `x̂0/σ` at `t = 1`, take their limits.
 */
export function stirred(interpolant: Interpolant, t: number): Coefficients {
  const at = interpolant.at(t);
  return {
    ...at,
    sigma: at.sigma === 0 ? SPECK : at.sigma,
    gamma: at.gamma === 0 && !interpolant.gamma.isZero ? SPECK : at.gamma,
  };
}

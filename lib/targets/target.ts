import type { Coefficients, CoefficientTensors, Interpolant } from "../paths/interpolant.ts";
import type { Tensor } from "../tensor/types.ts";

/**
 * What one head of the network is asked: `scale·output` is compared with `x1·(data) + x0·(source) + z·(noise)`,
 * where the noise is the interpolant's own.
 */
export interface Regression {
  /** The factor of the output, 1 for most targets; a target that scales must say so in `isScaled`. */
  readonly scale: number;
  /** The weight of the data. */
  readonly x1: number;
  /** The weight of the source sample. */
  readonly x0: number;
  /** The weight of the interpolant's noise. */
  readonly z: number;
}

/**
 * The weights of a sum `x·(point on the path) + Σ outputs[h]·(output of head h)`.
 *
 * Weights that are not finite mean that point and output do not determine the sum at that time.
 */
export interface OutputWeights {
  /** The weight of the point on the path. */
  readonly x: number;
  /** The weight of each head's output. */
  readonly outputs: readonly number[];
}

/**
 * What the network regresses, and how its output becomes a velocity.
 *
 * Everything is linear with weights that depend on the time alone, so a target is a few small functions of the
 * interpolant's coefficients, evaluated in double precision outside the compiled graph. Nothing is divided by a
 * floor: at an end where a weight diverges it is infinite, and whoever uses it takes the limit.
 */
export interface Target {
  /**
   * The smallest time at which the target is trained and at which the network is asked, in `[0, 1)`. Training
   * times are drawn from `[smallestTime, largestTime)`; a solver that asks for an earlier answer is given the
   * one at `smallestTime`.
   */
  readonly smallestTime: number;
  /** The largest time, in `(0, 1]`; likewise. */
  readonly largestTime: number;
  /** How many arrays of the shape of `x` the network answers with: the number of regressions. */
  readonly heads: number;
  /** Whether a regression's scale differs from 1. */
  readonly isScaled: boolean;
  /** Whether what is regressed has its meaning for a standard normal source alone; not so unless given. */
  readonly needsNormalSource?: boolean;
  /** Why the target cannot be used with an interpolant, and what can; undefined if it can. */
  unfit?(interpolant: Interpolant): string | undefined;
  /** What each head regresses. */
  regressions(at: Coefficients): readonly Regression[];
  /** The velocity `E[ẋ_t | x_t]`. */
  velocity(at: Coefficients): OutputWeights;
  /** The data that are expected, `E[x1 | x_t]`. */
  data(at: Coefficients): OutputWeights;
  /** The source sample that is expected, `E[x0 | x_t]`. */
  noise(at: Coefficients): OutputWeights;
  /** The score `∇ log p_t(x_t)`. */
  score(at: Coefficients): OutputWeights;
  /**
   * What the score is known from: the source, if it is standard normal noise independent of the data, or the
   * interpolant's own noise, whatever the source and the coupling.
   */
  readonly scoreFrom: "source" | "interpolant";
  /**
   * The velocity in tensor operations, for the exported model; undefined if the output is the velocity.
   *
   * @param x Points, `[B, ...]`.
   * @param outputs The output of each head, `[B, ...]`.
   * @param at The coefficients at the times, of the rank of `x`: `[B, 1, ...]`.
   */
  velocityTensor?(x: Tensor, outputs: readonly Tensor[], at: CoefficientTensors): Tensor;
}

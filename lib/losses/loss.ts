import type { Tensor } from "../tensor/types.ts";

/** How far a prediction is from what it should have been. */
export interface Loss {
  /**
   * The distance of every example, so that it does not grow with the number of entries.
   *
   * @param prediction What the network answered, `[B, ...]`.
   * @param regressand What it should have answered, `[B, ...]`.
   * @returns One number per example, `[B]`, at least 0 and 0 for the right answer.
   */
  distance(prediction: Tensor, regressand: Tensor): Tensor;
}

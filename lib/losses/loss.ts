import type { Path } from "../paths/path.ts";
import type { Tensor } from "../tensor/types.ts";

/** How far a prediction is from the regressand, and how much each time counts. */
export interface Loss {
  /**
   * The distance of every entry, averaged over entries and examples by the objective.
   *
   * @param prediction The network's output, `[B, ...]`.
   * @param regressand What it should have been, `[B, ...]`.
   * @returns One number per entry, `[B, ...]`.
   */
  distance(prediction: Tensor, regressand: Tensor): Tensor;
  /** The weight of an example at time `t`. */
  weight(t: number, path: Path): number;
}

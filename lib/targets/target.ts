import type { Path } from "../paths/path.ts";
import type { Tensor } from "../tensor/types.ts";

/** The weights of a sum `x1·(data) + x0·(source)`. */
export interface EndpointWeights {
  /** The weight of the data. */
  readonly x1: number;
  /** The weight of the source sample. */
  readonly x0: number;
}

/** The weights of a sum `x·(point on the path) + output·(network output)`. */
export interface OutputWeights {
  /** The weight of the point on the path. */
  readonly x: number;
  /** The weight of the network's output. */
  readonly output: number;
}

/**
 * What the network regresses, and how its output becomes a velocity.
 *
 * Both are linear with weights that depend on the time alone, so a target is two small functions of `t`,
 * evaluated in double precision outside the compiled graph.
 */
export interface Target {
  /**
   * The smallest time at which the target is trained and at which its velocity is evaluated, in `[0, 1)`: 0
   * unless the regressand diverges there. Training times are drawn from `[smallestTime, 1)`; a solver that
   * asks for an earlier velocity is given the one at `smallestTime`.
   */
  readonly smallestTime: number;
  /** The regressand at time `t`, as a combination of `x1` and `x0`. */
  regressand(t: number, path: Path): EndpointWeights;
  /** The velocity at time `t`, as a combination of the point `x` and the network's output. */
  velocity(t: number, path: Path): OutputWeights;
  /**
   * The same velocity in tensor operations, for the exported model.
   *
   * @param output The network's output, `[B, ...]`.
   * @param t Times of the same rank as `output`, `[B, 1, ...]`, at least `smallestTime`.
   */
  velocityTensor(output: Tensor, t: Tensor): Tensor;
}

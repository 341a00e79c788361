import type { LoadContext } from "../datasets/dataset.ts";
import type { Stream } from "../random/stream.ts";
import type { Shape } from "../tensor/types.ts";

/**
 * Draws one `x0`.
 *
 * @param out Receives the sample.
 * @param draws The sample's own stream.
 */
export type DrawSource = (out: Float32Array, draws: Stream) => void;

/** Where `x0` comes from: the distribution at `t = 0`. */
export interface Source {
  /** Whether it is the standard normal distribution, which scores and noise schedules presuppose. */
  readonly isStandardNormal: boolean;
  /** The shape of its samples; undefined if it takes that of the data. */
  readonly shape: Shape | undefined;
  /**
   * Gets ready to draw.
   *
   * @param context As for a data set.
   * @throws {Failure} If it draws from data that cannot be had.
   */
  load(context: LoadContext): Promise<DrawSource>;
}

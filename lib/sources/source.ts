import type { Stream } from "../random/stream.ts";

/** Where `x0` comes from: the distribution at `t = 0`. */
export interface Source {
  /**
   * Draws one `x0`.
   *
   * @param out Receives the sample.
   * @param draws The sample's own stream.
   */
  sample(out: Float32Array, draws: Stream): void;
}

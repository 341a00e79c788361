import * as tf from "../tensor/tf.ts";
import type { Layer } from "./layer.ts";

/**
 * A layer over rows, `[N, D]`, applied to every token of `[B, T, D]` by itself.
 *
 * @param layer The layer over rows.
 */
export function tokenwise(layer: Layer): Layer {
  return {
    parameters: layer.parameters,
    apply(params, x) {
      const [batch, tokens, width] = x.shape as [number, number, number];
      const rows = layer.apply(params, tf.reshape(x, [batch * tokens, width]));
      return tf.reshape(rows, [batch, tokens, rows.shape[1]!]);
    },
  };
}

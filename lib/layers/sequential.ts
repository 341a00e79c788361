import type { Layer } from "./layer.ts";

/**
 * Layers one after the other.
 *
 * @param layers From the input to the output.
 */
export function sequential(...layers: readonly Layer[]): Layer {
  return {
    parameters: layers.flatMap(({ parameters }) => parameters),
    apply: (params, x) => layers.reduce((y, layer) => layer.apply(params, y), x),
  };
}

import type { ConditionedLayer } from "./conditioned_layer.ts";

/**
 * Layers one after the other, all of which are told the same.
 *
 * @param layers From the input to the output.
 */
export function conditionedSequential(...layers: readonly ConditionedLayer[]): ConditionedLayer {
  return {
    parameters: layers.flatMap(({ parameters }) => parameters),
    dropouts: layers.flatMap(({ dropouts = [] }) => dropouts),
    apply: (params, x, condition) => layers.reduce((y, layer) => layer.apply(params, y, condition), x),
  };
}

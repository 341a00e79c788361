import type { ConditionedLayer } from "./conditioned_layer.ts";
import { layerNorm } from "./layer_norm.ts";
import { linear, type LinearOptions } from "./linear.ts";
import { modulate } from "./modulate.ts";
import { modulation } from "./modulation.ts";
import { tokenwise } from "./tokenwise.ts";
import { zeroed } from "./zeroed.ts";

/**
 * What a diffusion transformer makes of its last block's tokens, `[B, T, inputs]` to `[B, T, outputs]`: normalised,
 * scaled and shifted as in the blocks, then a linear layer that starts from 0.
 *
 * @param name The parameters' prefix: `name.linear`, `name.adaLN_modulation.1`.
 * @param sizes Numbers per token, in and out.
 * @see Peebles and Xie, "Scalable diffusion models with transformers", 2023, section 3.2, "Transformer decoder"
 */
export function transformerEnd(name: string, { inputs, outputs }: LinearOptions): ConditionedLayer {
  const last = tokenwise(zeroed(linear(`${name}.linear`, { inputs, outputs })));
  const modulations = modulation(`${name}.adaLN_modulation.1`, { width: inputs, rows: 2 });
  return {
    parameters: [...last.parameters, ...modulations.parameters],
    apply(params, x, { embedding }) {
      const [shift, scale] = modulations.apply(params, embedding);
      return last.apply(params, modulate(layerNorm(x), shift!, scale!));
    },
  };
}

import * as tf from "../tensor/tf.ts";
import type { ConditionedLayer } from "./conditioned_layer.ts";
import { dense } from "./dense.ts";
import { gelu } from "./gelu.ts";
import { layerNorm } from "./layer_norm.ts";
import { modulate } from "./modulate.ts";
import { modulation } from "./modulation.ts";
import { selfAttention, type SelfAttentionOptions } from "./self_attention.ts";
import { tokenwise } from "./tokenwise.ts";

/** Hidden units of the perceptron per number of a token. */
const MLP_RATIO = 4;

/**
 * A block of a diffusion transformer over `[B, T, width]`: `x + g₁·attention(n₁(x))`, then `x + g₂·mlp(n₂(x))`.
 *
 * Each `n` is a layer normalisation followed by a scale and a shift; scales, shifts and gates `g` are linear in the
 * embedding and start from 0, so the block starts as the identity (adaLN-Zero).
 *
 * @param name The parameters' prefix: `name.attn`, `name.mlp.fc1`, `name.mlp.fc2`, `name.adaLN_modulation.1`.
 * @param sizes Width, also of the embedding, and heads.
 * @see Peebles and Xie, "Scalable diffusion models with transformers", 2023, section 3.2
 */
export function transformerBlock(name: string, sizes: SelfAttentionOptions): ConditionedLayer {
  const { width } = sizes;
  const attention = selfAttention(`${name}.attn`, sizes);
  const enter = tokenwise(dense(`${name}.mlp.fc1`, { inputs: width, outputs: MLP_RATIO * width }));
  const leave = tokenwise(dense(`${name}.mlp.fc2`, { inputs: MLP_RATIO * width, outputs: width }));
  const modulations = modulation(`${name}.adaLN_modulation.1`, { width, rows: 6 });
  return {
    parameters: [attention, enter, leave, modulations].flatMap(({ parameters }) => parameters),
    apply(params, x, { embedding }) {
      const [shift1, scale1, gate1, shift2, scale2, gate2] = modulations.apply(params, embedding);
      const heard = attention.apply(params, modulate(layerNorm(x), shift1!, scale1!));
      const between = tf.add(x, tf.mul(gate1!, heard));
      const hidden = gelu(enter.apply(params, modulate(layerNorm(between), shift2!, scale2!)));
      return tf.add(between, tf.mul(gate2!, leave.apply(params, hidden)));
    },
  };
}

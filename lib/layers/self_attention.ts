import * as tf from "../tensor/tf.ts";
import { dense } from "./dense.ts";
import { dotProductAttention } from "./dot_product_attention.ts";
import type { Layer } from "./layer.ts";
import { tokenwise } from "./tokenwise.ts";

/** The sizes of a self-attention. */
export interface SelfAttentionOptions {
  /** Numbers per token. */
  readonly width: number;
  /** How many heads share them, a divisor of the width. */
  readonly heads: number;
}

/**
 * Multi-head self-attention among the tokens of an example, `[B, T, width]`, with the parameters of timm's
 * `Attention`: `qkv` makes queries, keys and values, each head after head, and `proj` joins the heads' answers.
 *
 * @param name The parameters' prefix: `name.qkv.weight`, `name.qkv.bias`, `name.proj.weight`, `name.proj.bias`.
 * @param options Its sizes.
 * @see Vaswani et al., "Attention is all you need", 2017, section 3.2.2, https://arxiv.org/abs/1706.03762
 */
export function selfAttention(name: string, { width, heads }: SelfAttentionOptions): Layer {
  const qkv = tokenwise(dense(`${name}.qkv`, { inputs: width, outputs: 3 * width }));
  const proj = tokenwise(dense(`${name}.proj`, { inputs: width, outputs: width }));
  const size = width / heads;
  return {
    parameters: [...qkv.parameters, ...proj.parameters],
    apply(params, x) {
      const [batch, tokens] = x.shape as [number, number, number];
      const all = tf.reshape(qkv.apply(params, x), [batch, tokens, 3, heads, size]);
      const stacked = tf.reshape(tf.transpose(all, [2, 0, 3, 1, 4]), [3 * batch * heads, tokens, size]);
      const [query, key, value] = tf.split(stacked, 3, 0);
      const answers = tf.reshape(dotProductAttention(query!, key!, value!), [batch, heads, tokens, size]);
      return proj.apply(params, tf.reshape(tf.transpose(answers, [0, 2, 1, 3]), [batch, tokens, width]));
    },
  };
}

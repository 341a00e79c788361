import * as tf from "../tensor/tf.ts";
import { dotProductAttention } from "./dot_product_attention.ts";
import { groupNorm } from "./group_norm.ts";
import type { Layer } from "./layer.ts";
import { pointwise } from "./pointwise.ts";
import { zeroed } from "./zeroed.ts";

/** How the channels of queries, keys and values are laid out: the outer axis first. */
export const QKV_ORDERS = ["headsFirst", "qkvFirst"] as const;

/** What an attention block is made of. */
export interface AttentionBlockOptions {
  /** Channels, in and out. */
  readonly channels: number;
  /** How many heads, a divisor of the channels. */
  readonly heads: number;
  /** Groups of the normalisation, a divisor of the channels. */
  readonly groups: number;
  /** Whether every head has its queries, keys and values together, or all queries come first. */
  readonly qkvOrder: (typeof QKV_ORDERS)[number];
}

/**
 * `x + W_out·attention(W_qkv·norm(x))` over `[B, H, W, C]`: every pixel looks at all pixels. It adds nothing at first.
 *
 * @param name The parameters' prefix: `name.norm`, `name.qkv` with a weight `[3C, C, 1]`, and `name.proj_out`.
 * @param options What it is made of.
 * @see Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", 2021, section 3; `headsFirst` and
 * `qkvFirst` are `use_new_attention_order` false and true in their code
 */
export function attentionBlock(
  name: string,
  { channels, heads, groups, qkvOrder }: AttentionBlockOptions,
): Layer {
  const norm = groupNorm(`${name}.norm`, { groups, channels });
  const entrance = pointwise(`${name}.qkv`, { inputs: channels, outputs: 3 * channels });
  const exit = zeroed(pointwise(`${name}.proj_out`, { inputs: channels, outputs: channels }));
  const width = channels / heads;
  const [split, order] = qkvOrder === "headsFirst"
    ? [[heads, 3], [3, 0, 2, 1, 4]] as const
    : [[3, heads], [2, 0, 3, 1, 4]] as const;
  return {
    parameters: [norm, entrance, exit].flatMap(({ parameters }) => parameters),
    apply(params, x) {
      const [batch, height, across] = x.shape as [number, number, number];
      const tokens = height * across;
      const rows = tf.reshape(norm.apply(params, x), [batch * tokens, channels]);
      const mixed = tf.reshape(entrance.apply(params, rows), [batch, tokens, ...split, width]);
      const apart = tf.transpose(mixed, [...order]); // [3, B, heads, T, d]
      const [query, key, value] = tf.split(
        tf.reshape(apart, [3 * batch * heads, tokens, width]),
        3,
      );
      const seen = dotProductAttention(query!, key!, value!); // [B·heads, T, d]
      const together = tf.transpose(tf.reshape(seen, [batch, heads, tokens, width]), [0, 2, 1, 3]);
      const answer = exit.apply(params, tf.reshape(together, [batch * tokens, channels]));
      return tf.add(x, tf.reshape(answer, x.shape));
    },
  };
}

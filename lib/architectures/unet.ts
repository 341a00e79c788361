import { z } from "zod";
import type { Component } from "../component.ts";
import { activation } from "../layers/activation.ts";
import { QKV_ORDERS } from "../layers/attention_block.ts";
import { classEmbedding } from "../layers/class_embedding.ts";
import { conv2d } from "../layers/conv2d.ts";
import { groupNormSilu } from "../layers/group_norm_silu.ts";
import { linear } from "../layers/linear.ts";
import { sequential } from "../layers/sequential.ts";
import { timeFeatures } from "../layers/time_features.ts";
import { zeroed } from "../layers/zeroed.ts";
import { expandTime } from "../tensor/expand_time.ts";
import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import type { Architecture, Network, NetworkInput } from "./architecture.ts";
import { imageShape } from "./image_shape.ts";
import { unetBlocks } from "./unet_blocks.ts";
import { unetHeads, unetLevels, unetWidths } from "./unet_levels.ts";
import { weightsOption } from "./weights_option.ts";

const options = z.strictObject({
  channels: z.number().int().min(2).max(4096).multipleOf(2).default(32).describe(
    "channels that channelMultipliers multiply, an even number; the embedding of the time has four times as many numbers",
  ),
  channelMultipliers: z.array(z.number().positive().max(64)).min(1).max(10).default([1, 2, 2]).describe(
    "channels of every resolution, in multiples of channels; each has half the side of the one before",
  ),
  residualBlocks: z.number().int().min(1).max(32).default(2).describe(
    "residual blocks of every resolution on the way down; one more on the way up",
  ),
  attentionResolutions: z.array(z.number().int().min(1).max(4096)).max(10).default([]).describe(
    "widths of the image in pixels at which attention follows every residual block; it is always in the middle",
  ),
  heads: z.number().int().min(1).max(256).default(1).describe(
    "heads of attention, if headChannels is 0",
  ),
  headChannels: z.number().int().min(0).max(4096).default(0).describe(
    "channels of a head of attention, which decide how many there are; 0 for as many as heads says",
  ),
  qkvOrder: z.enum(QKV_ORDERS).default("headsFirst").describe(
    "whether the weights of attention hold each head's queries, keys and values together, as torchcfm's, or all " +
      "queries before all keys, as flow_matching's; with one head both are the same",
  ),
  resample: z.enum(["learned", "plain", "residual"]).default("learned").describe(
    "what halves and doubles the image: convolutions, averages and copies of pixels, or residual blocks around those",
  ),
  scaleShift: z.boolean().default(false).describe(
    "whether time and class scale and shift the activations; they are added to them otherwise",
  ),
  dropout: z.number().min(0).lt(1).default(0).describe(
    "how often an activation in a residual block is dropped in training",
  ),
  timeScale: z.number().positive().max(1e6).default(1).describe(
    "radians per unit of time of the fastest sinusoid of the time; the slowest has nearly 1/10000 of it",
  ),
  groups: z.number().int().min(1).max(4096).default(32).describe("groups of channels of every normalisation"),
  weights: weightsOption,
});

type Options = z.output<typeof options>;

/**
 * The U-Net of guided diffusion, as torchcfm and flow_matching use it: residual blocks with group normalisation and
 * SiLU that know time and class, attention where the image is small, and a skip connection from every block of the
 * way down to one of the way up.
 *
 * Parameters have the names and the layouts of torchcfm's `UNetModelWrapper` and flow_matching's `UNetModel`, so a
 * `state_dict` of either fits, except that flow_matching's `label_emb.weight` has one more row, of zeros, for examples
 * without a class. `attentionResolutions` are torchcfm's `attention_resolutions`; flow_matching's are factors, so
 * `[2]` for images 32 pixels wide is `[16]` here. `resample` is `learned` for `conv_resample` true, `plain` for false,
 * and `residual` for `resblock_updown`.
 */
export const unet: Component<Architecture<Network>, z.input<typeof options>> = {
  summary: "the U-Net of guided diffusion: residual blocks, attention, time and class",
  reference: 'Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", 2021, ' +
    "https://arxiv.org/abs/2105.05233; with the names of https://github.com/openai/guided-diffusion",
  options,
  create(given) {
    const chosen = options.parse(given);
    unetWidths(chosen);
    return { build: (input) => build(chosen, input) };
  },
};

/** Lays the network out for an input. */
function build(options: Options, { shape, heads = 1, classes = 0 }: NetworkInput): Network {
  const [height, width, colours] = imageShape("unet", shape);
  const { channels, groups } = options;
  const embedding = 4 * channels;
  const levels = unetLevels(options, height, width);
  const finest = levels[0]!.channels;

  const clock = timeFeatures({ features: channels, scale: options.timeScale });
  const silu = activation("silu");
  const timeEmbedding = sequential(
    clock,
    linear("time_embed.0", { inputs: channels, outputs: embedding }),
    silu,
    linear("time_embed.2", { inputs: embedding, outputs: embedding }),
  );
  const labelEmbedding = classes > 0
    ? classEmbedding("label_emb", { classes, outputs: embedding })
    : undefined;
  const { input, middle, output } = unetBlocks({
    ...options,
    colours,
    levels,
    embedding,
    middleHeads: unetHeads(options, levels.at(-1)!.channels),
  });
  const blocks = [...input, middle, ...output];
  const out = sequential(
    groupNormSilu("out.0", { groups, channels: finest }),
    zeroed(conv2d("out.2", { inputs: finest, outputs: heads * colours, kernel: 3 })),
  );
  const embed = [timeEmbedding, ...labelEmbedding === undefined ? [] : [labelEmbedding]];

  return {
    parameters: [...embed, ...blocks, out].flatMap(({ parameters }) => parameters),
    takesClass: labelEmbedding !== undefined,
    dropouts: blocks.flatMap(({ dropouts = [] }) => dropouts),
    weights: options.weights,
    apply(params, x, t, { label, masks } = {}) {
      const time = timeEmbedding.apply(params, expandTime(t, 2)); // [B, 4·channels]
      const told = labelEmbedding === undefined || label === undefined
        ? time
        : tf.add(time, labelEmbedding.apply(params, label));
      const condition = { embedding: silu.apply(params, told), masks };

      const skips: Tensor[] = [];
      let h = x;
      for (const block of input) {
        h = block.apply(params, h, condition);
        skips.push(h);
      }
      h = middle.apply(params, h, condition);
      for (const block of output) h = block.apply(params, tf.concat([h, skips.pop()!], -1), condition);
      return out.apply(params, h);
    },
  };
}

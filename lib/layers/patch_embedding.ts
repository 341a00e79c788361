import * as tf from "../tensor/tf.ts";
import type { Layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { toPatches } from "./patches.ts";
import { tokenwise } from "./tokenwise.ts";
import { xavierInit } from "./xavier_init.ts";
import { zeroInit } from "./zero_init.ts";

/** The sizes of a patch embedding. */
export interface PatchEmbeddingOptions {
  /** Channels of the image. */
  readonly channels: number;
  /** The side of a square patch in pixels, which divides the image's sides. */
  readonly side: number;
  /** Numbers that a patch becomes. */
  readonly width: number;
}

/**
 * Makes a token of every square patch of an image, `[B, H, W, C]` to `[B, T, width]`.
 *
 * It is a linear layer over the patch's numbers, the same as `torch.nn.Conv2d` with `kernel_size` and `stride`
 * `side`, whose parameters it has: the weight lies as `[width, C, side, side]`.
 *
 * @param name The parameters' prefix: `name.weight`, `name.bias`.
 * @param options Its sizes.
 * @see Dosovitskiy et al., "An image is worth 16×16 words", 2021, equation 1
 */
export function patchEmbedding(name: string, { channels, side, width }: PatchEmbeddingOptions): Layer {
  const inputs = channels * side * side;
  const projection = tokenwise(linear(name, { inputs, outputs: width }));
  const weight = `${name}.weight`;
  return {
    parameters: [
      {
        name: weight,
        shape: [width, channels, side, side],
        initialize: xavierInit({ inputs, outputs: width }),
      },
      { name: `${name}.bias`, shape: [width], initialize: zeroInit },
    ],
    apply(params, x) {
      const flat = tf.reshape(params.get(weight)!, [width, inputs]);
      return projection.apply(new Map(params).set(weight, flat), toPatches(x, side));
    },
  };
}

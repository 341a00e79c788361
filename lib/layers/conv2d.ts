import * as tf from "../tensor/tf.ts";
import type { Layer } from "./layer.ts";
import { uniformInit } from "./uniform_init.ts";

/** The sizes of a convolution. */
export interface Conv2dOptions {
  /** Channels of the input. */
  readonly inputs: number;
  /** Channels of the output. */
  readonly outputs: number;
  /** The side of the square window, odd. */
  readonly kernel: number;
}

/**
 * A convolution over `[B, H, W, C]` that keeps the image's size, as `torch.nn.Conv2d` with `padding=kernel//2`.
 *
 * Weights lie as in PyTorch, `[outputs, inputs, kernel, kernel]`.
 *
 * @param name The parameters' prefix: `name.weight`, `name.bias`.
 * @param options Its sizes.
 */
export function conv2d(name: string, { inputs, outputs, kernel }: Conv2dOptions): Layer {
  const initialize = uniformInit(inputs * kernel * kernel);
  const weight = `${name}.weight`;
  const bias = `${name}.bias`;
  return {
    parameters: [
      { name: weight, shape: [outputs, inputs, kernel, kernel], initialize },
      { name: bias, shape: [outputs], initialize },
    ],
    apply(params, x) {
      const filters = tf.transpose(params.get(weight)!, [2, 3, 1, 0]) as tf.Tensor4D;
      return tf.add(tf.conv2d(x as tf.Tensor4D, filters, 1, "same"), params.get(bias)!);
    },
  };
}

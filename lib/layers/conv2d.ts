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
  /** How many pixels apart the windows lie; 1 unless given. */
  readonly stride?: number;
}

/**
 * A convolution over `[B, H, W, C]` with `kernel//2` rows and columns of zeros on every side, as `torch.nn.Conv2d`
 * with `padding=kernel//2`: it keeps the image's size, or divides it by the stride, rounded up.
 *
 * Weights lie as in PyTorch, `[outputs, inputs, kernel, kernel]`.
 *
 * @param name The parameters' prefix: `name.weight`, `name.bias`.
 * @param options Its sizes.
 */
export function conv2d(name: string, { inputs, outputs, kernel, stride = 1 }: Conv2dOptions): Layer {
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
      // in numbers, since "same" would put an odd row of zeros at the bottom, PyTorch at the top
      const padding = (kernel - 1) / 2;
      return tf.add(tf.conv2d(x as tf.Tensor4D, filters, stride, padding), params.get(bias)!);
    },
  };
}

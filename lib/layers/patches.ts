import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";

/**
 * Cuts images into squares, row after row of squares; the numbers of one lie as a convolution's weight does in
 * PyTorch: channel, row, column.
 *
 * @param x Images, `[B, H, W, C]`.
 * @param side The side of a square in pixels, which divides `H` and `W`.
 * @returns `[B, H/side·W/side, C·side·side]`.
 */
export function toPatches(x: Tensor, side: number): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [height / side, width / side];
  const grid = tf.reshape(x, [batch, rows, side, columns, side, channels]);
  const patches = tf.transpose(grid, [0, 1, 3, 5, 2, 4]);
  return tf.reshape(patches, [batch, rows * columns, channels * side * side]);
}

/** What images to put together. */
export interface FromPatchesOptions {
  /** Squares from top to bottom. */
  readonly rows: number;
  /** Squares from left to right. */
  readonly columns: number;
  /** The side of a square in pixels. */
  readonly side: number;
}

/**
 * Puts squares together into images; the numbers of one lie row, column, channel, as in DiT's last layer.
 *
 * @param x Squares, row after row of them, `[B, rows·columns, side·side·C]`.
 * @param options How many, and how large.
 * @returns `[B, rows·side, columns·side, C]`.
 */
export function fromPatches(x: Tensor, { rows, columns, side }: FromPatchesOptions): Tensor {
  const [batch, , size] = x.shape as [number, number, number];
  const channels = size / (side * side);
  const patches = tf.reshape(x, [batch, rows, columns, side, side, channels]);
  return tf.reshape(tf.transpose(patches, [0, 1, 3, 2, 4, 5]), [
    batch,
    rows * side,
    columns * side,
    channels,
  ]);
}

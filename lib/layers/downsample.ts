import { conv2d } from "./conv2d.ts";
import type { Layer } from "./layer.ts";
import { shrink } from "./shrink.ts";

/** How an image is halved or doubled. */
export interface ResampleOptions {
  /** Its channels, which stay as they are. */
  readonly channels: number;
  /** Whether a convolution has a part in it. */
  readonly learned: boolean;
}

/**
 * Halves an image `[B, H, W, C]` with even sides: by a 3×3 convolution of every other pixel, `name.op`, or by the means
 * of 2×2 pixels.
 *
 * @param name The parameters' prefix.
 * @param options Its channels, and whether it has parameters.
 * @see Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", 2021, appendix I
 */
export function downsample(name: string, { channels, learned }: ResampleOptions): Layer {
  if (learned) return conv2d(`${name}.op`, { inputs: channels, outputs: channels, kernel: 3, stride: 2 });
  return { parameters: [], apply: (_params, x) => shrink(x, 2) };
}

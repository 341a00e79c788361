import { conv2d } from "./conv2d.ts";
import type { ResampleOptions } from "./downsample.ts";
import { enlarge } from "./enlarge.ts";
import type { Layer } from "./layer.ts";

/**
 * Doubles an image `[B, H, W, C]` by repeating its pixels; if learned, a 3×3 convolution follows, `name.conv`.
 *
 * @param name The parameters' prefix.
 * @param options Its channels, and whether it has parameters.
 * @see Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", 2021, appendix I
 */
export function upsample(name: string, { channels, learned }: ResampleOptions): Layer {
  if (!learned) return { parameters: [], apply: (_params, x) => enlarge(x, 2) };
  const mix = conv2d(`${name}.conv`, { inputs: channels, outputs: channels, kernel: 3 });
  return { parameters: mix.parameters, apply: (params, x) => mix.apply(params, enlarge(x, 2)) };
}

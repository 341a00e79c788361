import { activation } from "../../../lib/layers/activation.ts";
import { conv2d } from "../../../lib/layers/conv2d.ts";
import { groupNorm } from "../../../lib/layers/group_norm.ts";
import type { Layer } from "../../../lib/layers/layer.ts";
import { named } from "../../../lib/tensor/parameters.ts";
import * as tf from "../../../lib/tensor/tf.ts";
import type { Tensor } from "../../../lib/tensor/types.ts";
import { fixed, inEveryLayout, type LoweringCase } from "./case.ts";

/** A layer whose first parameters are given, and the others fixed. */
function apply(layer: Layer, x: Tensor, ...given: Tensor[]): Tensor {
  const values = layer.parameters.map(({ name, shape }, i) => given[i] ?? tf.mul(fixed(shape, name), 0.2));
  return layer.apply(named(layer.parameters, values), x);
}

/** A group normalisation: groups smaller than a block of channels, or one. */
function normalized(x: Tensor, ...given: Tensor[]): Tensor {
  const channels = x.shape.at(-1)!;
  return apply(groupNorm("norm", { groups: channels === 32 ? 8 : 1, channels }), x, ...given);
}

const silu = (x: Tensor) => apply(activation("silu"), x);

/** Layers whose forward and backward passes the engine writes in a form of its own. */
export const layerCases: readonly LoweringCase[] = [
  ...inEveryLayout("a group normalisation", normalized, (channels) => [[channels], [channels]]),
  ...inEveryLayout(
    "a normalised and rectified image",
    (x, ...params) => silu(normalized(x!, ...params)),
    (channels) => [[channels], [channels]],
  ),
  ...inEveryLayout(
    "a residual block with numbers per example and channel in the middle",
    (x, embedding) => {
      const channels = x!.shape[3]!;
      const layer = (name: string, image: Tensor) =>
        apply(conv2d(name, { inputs: channels, outputs: channels, kernel: 3 }), silu(normalized(image)));
      const row = tf.reshape(embedding!, [2, 1, 1, channels]);
      return tf.add(x!, layer("second", tf.add(layer("first", x!), row)));
    },
    (channels) => [[2, channels]],
    // two normalisations and two convolutions, one after the other
    { tolerance: 3e-5 },
  ),
];

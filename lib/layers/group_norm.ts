import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import { withGradient } from "../tensor/with_gradient.ts";
import { groupGradients, Groups } from "./groups.ts";
import type { Layer } from "./layer.ts";

/** The sizes of a group normalisation. */
export interface GroupNormOptions {
  /** How many groups the channels form, neighbours together; a divisor of `channels`. */
  readonly groups: number;
  /** Channels. */
  readonly channels: number;
}

/**
 * Centres and scales every group of channels of every example, then every channel by numbers that are learned:
 * `y = γ·(x − μ)/√(σ² + 1e-5) + β`, as `torch.nn.GroupNorm`.
 *
 * `μ` and `σ²` are the mean and the (biased) variance over a group's channels and all axes between the first and
 * the last. The variance is that of the centred values, so it is right even where the mean is much larger than the
 * deviations.
 *
 * @param name The parameters' prefix: `name.weight` (γ) begins as ones, `name.bias` (β) as zeros.
 * @param options Its sizes.
 * @returns A layer for `[B, ..., channels]`.
 * @throws {RangeError} If the groups do not divide the channels.
 * @see Wu and He, "Group normalization", 2018, equations 1, 2 and 6, https://arxiv.org/abs/1803.08494
 */
export function groupNorm(name: string, { groups, channels }: GroupNormOptions): Layer {
  if (channels % groups !== 0) {
    throw new RangeError(`groupNorm needs groups that divide the channels, got ${groups} and ${channels}`);
  }
  const weight = `${name}.weight`;
  const bias = `${name}.bias`;
  return {
    parameters: [
      { name: weight, shape: [channels], initialize: (out) => void out.fill(1) },
      { name: bias, shape: [channels], initialize: (out) => void out.fill(0) },
    ],
    apply: (params, x) => normalize(x, params.get(weight)!, params.get(bias)!, groups),
  };
}

/** The normalisation, with its gradient written out. */
function normalize(x: Tensor, weight: Tensor, bias: Tensor, count: number): Tensor {
  const groups = new Groups(x.shape, count);
  const apply = withGradient((x: Tensor, weight: Tensor, bias: Tensor): Tensor => {
    const { centred, inverse } = groups.standardize(x);
    const scale = groups.rows(tf.mul(groups.perGroup(weight), inverse));
    return tf.add(tf.mul(centred, scale), bias);
  }, (dy, x, weight) => {
    const { centred, inverse } = groups.standardize(x);
    return groupGradients(groups, { values: centred }, inverse, weight, { dy, sign: 1 });
  });
  return apply(x, weight, bias);
}

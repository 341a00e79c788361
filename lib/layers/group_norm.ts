import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import type { Layer } from "./layer.ts";

/** The sizes of a group normalisation. */
export interface GroupNormOptions {
  /** How many groups the channels form, neighbours together; a divisor of `channels`. */
  readonly groups: number;
  /** Channels. */
  readonly channels: number;
}

/** What is added to the variance: PyTorch's default. */
const EPSILON = 1e-5;

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

/** The values in the middle of their groups, and one over the groups' deviations, `[B, 1, ..., C]`. */
interface Standardized {
  readonly centred: Tensor;
  readonly inverse: Tensor;
}

/** The sum per example and channel, `[B, 1, ..., C]`. */
function perChannel(x: Tensor): Tensor {
  return tf.sum(x, [...x.shape.keys()].slice(1, -1), true);
}

/** Numbers per example and channel, each replaced by the mean over its group per summed entry. */
function groupMean(sums: Tensor, groups: number, entries: number): Tensor {
  const [batch, channels] = [sums.shape[0]!, sums.shape.at(-1)!];
  const size = channels / groups;
  const mean = tf.div(tf.sum(tf.reshape(sums, [batch, groups, size]), 2, true), entries * size);
  return tf.reshape(tf.tile(mean, [1, 1, size]), sums.shape);
}

function standardize(x: Tensor, groups: number): Standardized {
  const entries = x.size / (x.shape[0]! * x.shape.at(-1)!);
  const centred = tf.sub(x, groupMean(perChannel(x), groups, entries));
  const variance = groupMean(perChannel(tf.square(centred)), groups, entries);
  return { centred, inverse: tf.rsqrt(tf.add(variance, EPSILON)) };
}

/**
 * The normalisation, with a gradient that is one combination of `dy` and the centred values, both scaled by a
 * number per channel: automatic differentiation would go over the image many times instead.
 */
function normalize(x: Tensor, weight: Tensor, bias: Tensor, groups: number): Tensor {
  const entries = x.size / (x.shape[0]! * x.shape.at(-1)!);
  const row = [...Array<number>(x.rank - 1).fill(1), x.shape.at(-1)!];
  const apply = tf.customGrad((...inputs) => {
    const [x, weight, bias, save] = inputs as unknown as [Tensor, Tensor, Tensor, (saved: Tensor[]) => void];
    save([x, weight]);
    const { centred, inverse } = standardize(x, groups);
    const value = tf.add(tf.mul(centred, tf.mul(inverse, tf.reshape(weight, row))), bias);
    const gradFunc = (dy: Tensor, [x, weight]: Tensor[]) => {
      // once more from the input: a compiled graph finds both equal, and a second derivative needs it
      const { centred, inverse } = standardize(x!, groups);
      const sums = perChannel(dy);
      const products = tf.mul(perChannel(tf.mul(dy, centred)), inverse);
      const scale = tf.reshape(weight!, row);
      const shift = groupMean(tf.mul(sums, scale), groups, entries);
      const slope = tf.mul(groupMean(tf.mul(products, scale), groups, entries), inverse);
      const scaled = tf.mul(dy, tf.mul(scale, inverse));
      const combined = tf.sub(scaled, tf.mul(centred, tf.mul(slope, inverse)));
      const total = (perExample: Tensor) => tf.reshape(tf.sum(perExample, 0), [row.at(-1)!]);
      return [tf.sub(combined, tf.mul(shift, inverse)), total(products), total(sums)];
    };
    return { value, gradFunc };
  });
  return apply(x, weight, bias);
}

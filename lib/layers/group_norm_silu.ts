import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import { withGradient } from "../tensor/with_gradient.ts";
import { groupNorm, type GroupNormOptions } from "./group_norm.ts";
import { groupGradients, Groups } from "./groups.ts";
import type { Layer } from "./layer.ts";

/**
 * {@linkcode groupNorm} followed by SiLU, `y = h·σ(h)` with `h = γ·(x − μ)/√(σ² + 1e-5) + β`.
 *
 * Both in one, since the gradient then keeps `y`, which the next layer keeps anyway, and makes `h` again: it is cheaper
 * to compute than to hold.
 *
 * @param name The parameters' prefix, as those of {@linkcode groupNorm}.
 * @param options The sizes of the normalisation.
 * @returns A layer for `[B, ..., channels]`.
 * @throws {RangeError} If the groups do not divide the channels.
 */
export function groupNormSilu(name: string, options: GroupNormOptions): Layer {
  const { parameters } = groupNorm(name, options);
  return {
    parameters,
    apply: (params, x) =>
      normalizeAndActivate(x, params.get(`${name}.weight`)!, params.get(`${name}.bias`)!, options.groups),
  };
}

/** The layer; its gradient is `σ(h)·(1 + h − y)·dy`, gone back through the normalisation. */
function normalizeAndActivate(x: Tensor, weight: Tensor, bias: Tensor, count: number): Tensor {
  const groups = new Groups(x.shape, count);
  const forward = (x: Tensor, weight: Tensor, bias: Tensor) => {
    const standardized = groups.standardize(x);
    const scale = tf.mul(groups.perGroup(weight), standardized.inverse);
    const inner = tf.add(tf.mul(standardized.centred, groups.rows(scale)), bias);
    return { standardized, scale, value: tf.mul(inner, tf.sigmoid(inner)) };
  };
  const apply = withGradient((x: Tensor, weight: Tensor, bias: Tensor) => forward(x, weight, bias).value, (
    dy,
    x,
    weight,
    bias,
  ) => {
    const { standardized, scale, value } = forward(x, weight, bias);
    // h is γ·r·x and a number per channel
    const scaled = tf.mul(x, groups.rows(scale));
    const shift = tf.add(tf.mul(scale, standardized.offset), groups.perGroup(bias));
    const gate = tf.sigmoid(tf.add(scaled, groups.rows(shift)));
    // minus 1 + h − y: so it is y and one pass over x
    const negative = tf.sub(value, tf.add(scaled, groups.rows(tf.add(shift, 1))));
    const slope = { dy: tf.mul(dy, tf.mul(gate, negative)), sign: -1 } as const;
    const { offset, inverse } = standardized;
    return groupGradients(groups, { values: x, offset }, inverse, weight, slope);
  });
  return apply(x, weight, bias);
}

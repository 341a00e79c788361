import * as tf from "../tensor/tf.ts";
import type { Shape } from "../tensor/types.ts";
import type { ConditionedLayer } from "./conditioned_layer.ts";

/** Where activations are dropped, and how often. */
export interface DropoutOptions {
  /** The shape of one example's activations. */
  readonly shape: Shape;
  /** The probability of being dropped, in `[0, 1)`. */
  readonly rate: number;
}

/**
 * `mask ⊙ x` where a mask is given, and `x` otherwise, as `torch.nn.Dropout`.
 *
 * The masks are drawn outside of the network, so that what it computes is a function of its inputs.
 *
 * @param name The mask's name: that of PyTorch's module.
 * @param options Where, and how often; a rate of 0 never asks for a mask.
 * @see Srivastava et al., "Dropout", 2014
 */
export function dropout(name: string, { shape, rate }: DropoutOptions): ConditionedLayer {
  return {
    parameters: [],
    dropouts: rate === 0 ? [] : [{ name, shape, rate }],
    apply(_params, x, { masks }) {
      const mask = masks?.get(name);
      return mask === undefined ? x : tf.mul(x, mask);
    },
  };
}

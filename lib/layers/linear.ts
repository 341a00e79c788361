import * as tf from "../tensor/tf.ts";
import type { Layer } from "./layer.ts";
import { uniformInit } from "./uniform_init.ts";

/** The sizes of a linear layer. */
export interface LinearOptions {
  /** Numbers in. */
  readonly inputs: number;
  /** Numbers out. */
  readonly outputs: number;
}

/**
 * `x Wᵀ + b` over `[B, inputs]`, as `torch.nn.Linear`; the weight lies as in PyTorch, `[outputs, inputs]`.
 *
 * @param name The parameters' prefix: `name.weight`, `name.bias`.
 * @param options Its sizes.
 */
export function linear(name: string, { inputs, outputs }: LinearOptions): Layer {
  const initialize = uniformInit(inputs);
  const weight = `${name}.weight`;
  const bias = `${name}.bias`;
  return {
    parameters: [
      { name: weight, shape: [outputs, inputs], initialize },
      { name: bias, shape: [outputs], initialize },
    ],
    apply: (params, x) => tf.add(tf.matMul(x, params.get(weight)!, false, true), params.get(bias)!),
  };
}

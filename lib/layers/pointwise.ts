import * as tf from "../tensor/tf.ts";
import type { Layer } from "./layer.ts";
import { linear, type LinearOptions } from "./linear.ts";

/**
 * `x Wᵀ + b` over `[N, inputs]`, as `torch.nn.Conv1d` with a window of 1; the weight lies as there,
 * `[outputs, inputs, 1]`.
 *
 * @param name The parameters' prefix: `name.weight`, `name.bias`.
 * @param options Its sizes.
 */
export function pointwise(name: string, { inputs, outputs }: LinearOptions): Layer {
  const { parameters: [matrix, offset] } = linear(name, { inputs, outputs });
  return {
    parameters: [{ ...matrix!, shape: [outputs, inputs, 1] }, offset!],
    apply(params, x) {
      const weight = tf.reshape(params.get(matrix!.name)!, [outputs, inputs]);
      return tf.add(tf.matMul(x, weight, false, true), params.get(offset!.name)!);
    },
  };
}

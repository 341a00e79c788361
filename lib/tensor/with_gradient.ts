import * as tf from "./tf.ts";
import type { Tensor } from "./types.ts";

/**
 * A function of tensors whose gradient is written out instead of derived operation by operation.
 *
 * @param value The function.
 * @param gradient From the gradient of the value and the inputs, the gradient of every input; of a single one that tensor
 * itself. It computes all from the inputs: a compiled graph finds what the value has computed already, and a
 * second derivative needs it.
 * @returns The same function, with that gradient.
 */
export function withGradient<Inputs extends Tensor[]>(
  value: (...inputs: Inputs) => Tensor,
  gradient: (dy: Tensor, ...inputs: Inputs) => Tensor | Tensor[],
): (...inputs: Inputs) => Tensor {
  return tf.customGrad((...given) => {
    const save = given.pop() as unknown as (saved: Tensor[]) => void;
    const inputs = given as unknown as Inputs;
    save(inputs);
    return {
      value: value(...inputs),
      gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(dy, ...saved as Inputs),
    };
  }) as (...inputs: Inputs) => Tensor;
}

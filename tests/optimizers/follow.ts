import type { Optimizer } from "../../lib/optimizers/optimizer.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { tensor } from "../support/tensors.ts";

/** A gradient as a function of the parameters, and of the step from 1. */
export type GradientAt = (params: Float32Array, step: number) => ArrayLike<number>;

/** The parameters and the optimizer's own vectors after some updates, as a training run would carry them. */
export function follow(
  optimizer: Optimizer,
  start: ArrayLike<number>,
  steps: number,
  gradientAt: GradientAt,
  factorAt: (step: number) => number = () => 1,
): { params: Float32Array; state: Record<string, Float32Array> } {
  const shape = [start.length];
  let params = Float32Array.from(start);
  let state = Object.fromEntries(optimizer.slots.map((name) => [name, new Float32Array(start.length)]));
  for (let step = 1; step <= steps; step++) {
    tf.tidy(() => {
      const carried = Object.entries(state).map(([name, values]) => [name, tensor(values, shape)]);
      const update = optimizer.update(
        tensor(params, shape),
        tensor(gradientAt(params, step), shape),
        Object.fromEntries(carried),
        optimizer.coefficients(step, factorAt(step)).map((number) => tf.scalar(number)),
      );
      params = Float32Array.from(update.params.dataSync());
      state = Object.fromEntries(
        Object.entries(update.state).map(([name, values]) => [name, Float32Array.from(values.dataSync())]),
      );
    });
  }
  return { params, state };
}

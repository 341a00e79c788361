import type { Network } from "../architectures/architecture.ts";
import type { Signature, TensorFunction } from "../engines/engine.ts";
import type { Loss } from "../losses/loss.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { flatten, named, parameterCount, unflatten } from "../tensor/parameters.ts";
import * as tf from "../tensor/tf.ts";
import type { Shape, Tensor } from "../tensor/types.ts";
import { objective } from "./objective.ts";

/** What a training step is made of. */
export interface StepParts {
  /** The network. */
  readonly network: Network;
  /** The loss. */
  readonly loss: Loss;
  /** The optimizer. */
  readonly optimizer: Optimizer;
  /** The shape of one example. */
  readonly shape: Shape;
  /** Examples per step. */
  readonly batchSize: number;
}

/** The names of the vectors that a step carries on: parameters, their average, and the optimizer's own. */
export function stateNames(optimizer: Optimizer): readonly string[] {
  return ["params", "ema", ...optimizer.slots];
}

/**
 * The training step as a pure function of arrays: loss, gradient, optimizer, average.
 *
 * Inputs: the carried vectors (see {@linkcode stateNames}); the batch, `xt`, `t`, `regressand` and `share`; and
 * `coefficients`: how far the average moves towards the new parameters, then the optimizer's own. Outputs: the
 * carried vectors, and `loss`. It draws nothing, reads nothing and keeps nothing, so an engine can compile it
 * once and run it for every step.
 *
 * @param parts What the step is made of.
 * @returns The function, and the shapes of its inputs.
 */
export function trainStep(parts: StepParts): { step: TensorFunction; signature: Signature } {
  const { network, loss, optimizer, shape, batchSize } = parts;
  const length = parameterCount(network.parameters);
  const signature = {
    inputs: {
      ...Object.fromEntries(stateNames(optimizer).map((name) => [name, [length]])),
      xt: [batchSize, ...shape],
      t: [batchSize],
      regressand: [batchSize, ...shape],
      share: [batchSize],
      coefficients: [1 + optimizer.coefficients(1).length],
    },
  };

  const step: TensorFunction = ({ params, ema, xt, t, regressand, share, coefficients, ...state }) => {
    const question = { xt: xt!, t: t!, regressand: regressand!, share: share! };
    const lossOf = (...values: Tensor[]) =>
      objective(network, loss, named(network.parameters, values), question) as tf.Scalar;
    const { value, grads } = tf.valueAndGrads(lossOf)(unflatten(network.parameters, params!));

    const [renewal, ...rest] = tf.unstack(coefficients!);
    const update = optimizer.update(params!, flatten(grads), state, rest);
    const average = tf.add(ema!, tf.mul(tf.sub(update.params, ema!), renewal!));
    return { params: update.params, ema: average, ...update.state, loss: value };
  };
  return { step, signature };
}

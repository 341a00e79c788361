import type { Network } from "../architectures/architecture.ts";
import type { Signature, TensorFunction } from "../engines/engine.ts";
import type { Loss } from "../losses/loss.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { Target } from "../targets/target.ts";
import { flatten, named, parameterCount, unflatten } from "../tensor/parameters.ts";
import * as tf from "../tensor/tf.ts";
import type { Shape, Tensor } from "../tensor/types.ts";
import { clipNorm } from "./clip_norm.ts";
import { objective } from "./objective.ts";

/** What a training step is made of. */
export interface StepParts {
  /** The network. */
  readonly network: Network;
  /** The loss. */
  readonly loss: Loss;
  /** The optimizer. */
  readonly optimizer: Optimizer;
  /** What the network regresses. */
  readonly target: Pick<Target, "heads" | "isScaled">;
  /** The shape of one example. */
  readonly shape: Shape;
  /** Examples per step. */
  readonly batchSize: number;
  /** The largest norm of a gradient, above 0: a longer one is shortened to it; undefined for no limit. */
  readonly clipNorm?: number | undefined;
}

/** The names of the vectors that a step carries on: parameters, their average, and the optimizer's own. */
export function stateNames(optimizer: Optimizer): readonly string[] {
  return ["params", "ema", ...optimizer.slots];
}

/**
 * The training step as a pure function of arrays: loss, gradient, its clipping, optimizer, average.
 *
 * Inputs: the carried vectors (see {@linkcode stateNames}); the batch, `xt`, `t`, `regressand`, `share` and perhaps
 * `scale`; and `coefficients`: how far the average moves towards the new parameters, then the optimizer's own.
 * Outputs: the carried vectors, `loss`, and `errors`, the mean squared error of every row. It draws nothing, reads
 * nothing and keeps nothing, so an engine can compile it once and run it for every step.
 *
 * @param parts What the step is made of.
 * @returns The function, and the shapes of its inputs.
 */
export function trainStep(parts: StepParts): { step: TensorFunction; signature: Signature } {
  const { network, loss, optimizer, target: { heads, isScaled }, shape, batchSize, clipNorm: limit } = parts;
  const rows = heads * batchSize;
  const length = parameterCount(network.parameters);
  const signature = {
    inputs: {
      ...Object.fromEntries(stateNames(optimizer).map((name) => [name, [length]])),
      xt: [batchSize, ...shape],
      t: [batchSize],
      regressand: [rows, ...shape],
      share: [rows],
      ...(isScaled ? { scale: [rows] } : {}),
      coefficients: [1 + optimizer.coefficients(1, 1).length],
    },
  };

  const step: TensorFunction = ({ params, ema, xt, t, regressand, share, scale, coefficients, ...state }) => {
    const question = { xt: xt!, t: t!, regressand: regressand!, share: share!, scale };
    let errors: Tensor | undefined;
    const lossOf = (...values: Tensor[]): tf.Scalar => {
      const answer = objective(network, loss, named(network.parameters, values), question);
      // Kept from being freed with all else that the gradient needed.
      errors = tf.keep(answer.errors);
      return answer.loss as tf.Scalar;
    };
    const { value, grads } = tf.valueAndGrads(lossOf)(unflatten(network.parameters, params!));
    const found = tf.clone(errors!);
    errors!.dispose();

    const [renewal, ...rest] = tf.unstack(coefficients!);
    const gradient = flatten(grads);
    const clipped = limit === undefined ? gradient : clipNorm(gradient, limit);
    const update = optimizer.update(params!, clipped, state, rest);
    const average = tf.add(ema!, tf.mul(tf.sub(update.params, ema!), renewal!));
    return { params: update.params, ema: average, ...update.state, loss: value, errors: found };
  };
  return { step, signature };
}

import type { Signature, TensorFunction } from "../engines/engine.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { flatten, named, parameterCount, unflatten } from "../tensor/parameters.ts";
import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import type { Classifier } from "./classifier.ts";

/** What a training step of a classifier is made of. */
export interface ClassifierStepParts {
  /** The network. */
  readonly network: Classifier;
  /** How its parameters are updated. */
  readonly optimizer: Optimizer;
  /** Images per step. */
  readonly batchSize: number;
}

/**
 * A training step of a classifier as a pure function of arrays, for an engine to compile.
 *
 * Inputs: `params` and the optimizer's vectors; the `images`, `[B, H, W, C]`; their `classes`, `[B, K]`, rows with a
 * single 1; and the optimizer's `coefficients`. Outputs: the carried vectors, and `loss`, the mean cross-entropy
 * `−log softmax(logits)[class]` before the step, in nats.
 *
 * @param parts What the step is made of.
 * @returns The function, and the shapes of its inputs.
 */
export function classifierStep(
  { network, optimizer, batchSize }: ClassifierStepParts,
): { step: TensorFunction; signature: Signature } {
  const { parameters } = network;
  const length = parameterCount(parameters);
  const signature = {
    inputs: {
      ...Object.fromEntries(["params", ...optimizer.slots].map((name) => [name, [length]])),
      images: [batchSize, ...network.shape],
      classes: [batchSize, network.classes],
      coefficients: [optimizer.coefficients(1, 1).length],
    },
  };
  const step: TensorFunction = ({ params, images, classes, coefficients, ...state }) => {
    const lossOf = (...values: Tensor[]): tf.Scalar => {
      const { logits } = network.apply(named(parameters, values), images!);
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), classes!), -1)));
    };
    const { value, grads } = tf.valueAndGrads(lossOf)(unflatten(parameters, params!));
    const update = optimizer.update(params!, flatten(grads), state, tf.unstack(coefficients!));
    return { params: update.params, ...update.state, loss: value };
  };
  return { step, signature };
}

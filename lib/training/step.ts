import type { Signature, TensorFunction } from "../engines/engine.ts";
import type { Loss } from "../losses/loss.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { flatten, named, parameterCount, unflatten } from "../tensor/parameters.ts";
import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import { type BatchLayout, batchShapes, questionOf } from "./batch_shapes.ts";
import { clipNorm } from "./clip_norm.ts";
import { objective } from "./objective.ts";

/** What a training step is made of. */
export interface StepParts extends BatchLayout {
  /** The loss. */
  readonly loss: Loss;
  /** The optimizer. */
  readonly optimizer: Optimizer;
  /** The largest norm of a gradient, above 0: a longer one is shortened to it; undefined for no limit. */
  readonly clipNorm?: number | undefined;
}

/** A function of tensors, and the shapes of its inputs. */
export interface StepFunction {
  /** The function. */
  readonly step: TensorFunction;
  /** The shapes of its inputs. */
  readonly signature: Signature;
}

/** The names of the vectors that a step carries on: parameters, their average, and the optimizer's own. */
export function stateNames(optimizer: Optimizer): readonly string[] {
  return ["params", "ema", ...optimizer.slots];
}

/**
 * The training step as a pure function of arrays: loss, gradient, its clipping, optimizer, average.
 *
 * Inputs: the carried vectors (see {@linkcode stateNames}); the batch (see {@linkcode batchShapes}); and
 * `coefficients`: how far the average moves towards the new parameters, then the optimizer's own. Outputs: the carried
 * vectors, `loss`, and `errors`, the mean squared error of every row. It draws nothing, reads nothing and keeps nothing,
 * so an engine can compile it once and run it for every step.
 *
 * @param parts What the step is made of.
 * @returns The function, and the shapes of its inputs.
 */
export function trainStep(parts: StepParts): StepFunction {
  const { inputs: { coefficients, ...carried } } = updateSignature(parts);
  const signature = { inputs: { ...carried, ...batchShapes(parts), coefficients: coefficients! } };
  const step: TensorFunction = (inputs) => {
    const { loss, errors, gradient } = gradientOf(parts, inputs);
    return { ...updated(parts, inputs, gradient), loss, errors };
  };
  return { step, signature };
}

/**
 * The first half of the step, for a portion of a batch: its loss and errors, and its gradient added to those of the
 * portions before it.
 *
 * Inputs: `params`; `gradient`, the sum so far, `[N]`; and the portion. Outputs: `gradient`, `loss` and `errors`.
 *
 * @param parts What the step is made of; its `batchSize` is that of the portion.
 * @returns The function, and the shapes of its inputs.
 */
export function gradientStep(parts: StepParts): StepFunction {
  const length = parameterCount(parts.network.parameters);
  const signature = { inputs: { params: [length], gradient: [length], ...batchShapes(parts) } };
  const step: TensorFunction = (inputs) => {
    const { loss, errors, gradient } = gradientOf(parts, inputs);
    return { gradient: tf.add(inputs["gradient"]!, gradient), loss, errors };
  };
  return { step, signature };
}

/**
 * The second half of the step: what a batch's gradient makes of the carried vectors.
 *
 * Inputs: the carried vectors, `gradient` and `coefficients`. Outputs: the carried vectors.
 *
 * @param parts What the step is made of.
 * @returns The function, and the shapes of its inputs.
 */
export function updateStep(parts: StepParts): StepFunction {
  const { inputs } = updateSignature(parts);
  const length = parameterCount(parts.network.parameters);
  return {
    step: ({ gradient, ...others }) => updated(parts, others, gradient!),
    signature: { inputs: { ...inputs, gradient: [length] } },
  };
}

/** The carried vectors and the coefficients. */
function updateSignature({ network, optimizer }: StepParts): Signature {
  const length = parameterCount(network.parameters);
  return {
    inputs: {
      ...Object.fromEntries(stateNames(optimizer).map((name) => [name, [length]])),
      coefficients: [1 + optimizer.coefficients(1, 1).length],
    },
  };
}

type Tensors = Parameters<TensorFunction>[0];

/** The loss of a batch, how far each row is off, and the loss's gradient, `[N]`. */
function gradientOf({ network, loss }: StepParts, { params, ...batch }: Tensors): {
  readonly loss: Tensor;
  readonly errors: Tensor;
  readonly gradient: Tensor;
} {
  const question = questionOf(network, batch);
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
  return { loss: value, errors: found, gradient: flatten(grads) };
}

/** The carried vectors after a step along a gradient. */
function updated(
  { optimizer, clipNorm: limit }: StepParts,
  { params, ema, coefficients, ...others }: Tensors,
  gradient: Tensor,
): Record<string, Tensor> {
  const state = Object.fromEntries(optimizer.slots.map((name) => [name, others[name]!]));
  const [renewal, ...rest] = tf.unstack(coefficients!);
  const clipped = limit === undefined ? gradient : clipNorm(gradient, limit);
  const update = optimizer.update(params!, clipped, state, rest);
  const average = tf.add(ema!, tf.mul(tf.sub(update.params, ema!), renewal!));
  return { params: update.params, ema: average, ...update.state };
}

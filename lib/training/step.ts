import type { Signature, TensorFunction } from "../engines/engine.ts";
import type { Loss } from "../losses/loss.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { flatten, named, parameterCount, unflatten } from "../tensor/parameters.ts";
import * as tf from "../tensor/tf.ts";
import type { Shape, Tensor } from "../tensor/types.ts";
import { type BatchLayout, batchShapes, questionOf } from "./batch_shapes.ts";
import { clipNorm } from "./clip_norm.ts";
import { objective } from "./objective.ts";
import type { Piece } from "./pieces.ts";

/** What an update is made of. */
export interface UpdateParts {
  /** The optimizer. */
  readonly optimizer: Optimizer;
  /** The largest norm of a gradient, above 0: a longer one is shortened to it; undefined for no limit. */
  readonly clipNorm?: number | undefined;
}

/** What a training step is made of. */
export interface StepParts extends BatchLayout, UpdateParts {
  /** The loss. */
  readonly loss: Loss;
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
  const { parameters } = parts.network;
  const { coefficients, ...carried } = updateInputs(parts, parameterCount(parameters));
  const signature = { inputs: { ...carried, ...batchShapes(parts), coefficients: coefficients! } };
  const step: TensorFunction = (inputs) => {
    const { loss, errors, gradients } = gradientOf(parts, unflatten(parameters, inputs["params"]!), inputs);
    return { ...updated(parts, inputs, flatten(gradients)), loss, errors };
  };
  return { step, signature };
}

/** What becomes of a gradient before it is put out. */
export interface GradientOptions {
  /** The pieces that the parameters and the gradient come in, each with its suffix behind the name. */
  readonly pieces: readonly Piece[];
  /** Whether it is added to that of the portions of a batch before it, which is then an input; else it is clipped. */
  readonly adds: boolean;
}

/**
 * The first half of the step: the loss and errors of a batch, or of a portion of it, and its gradient.
 *
 * Inputs: `params`, the batch, and `gradient`, the sum so far, if it is added to one. Outputs: `gradient`, `loss` and
 * `errors`.
 *
 * @param parts What the step is made of; its `batchSize` is that of the portion.
 * @param options In what pieces, and whether portions are added up.
 * @returns The function, and the shapes of its inputs.
 */
export function gradientStep(parts: StepParts, { pieces, adds }: GradientOptions): StepFunction {
  const inPieces = (name: string) => pieces.map(({ suffix, length }) => [name + suffix, [length]] as const);
  const inputs = {
    ...Object.fromEntries([...inPieces("params"), ...adds ? inPieces("gradient") : []]),
    ...batchShapes(parts),
  };
  const step: TensorFunction = (inputs) => {
    const parameters = pieces.flatMap(({ parameters, suffix }) =>
      unflatten(parameters, inputs[`params${suffix}`]!)
    );
    const { loss, errors, gradients } = gradientOf(parts, parameters, inputs);
    const own = pieces.map(({ parameters }) => flatten(gradients.splice(0, parameters.length)));
    const limit = parts.clipNorm;
    const found = adds
      ? own.map((piece, i) => tf.add(inputs[`gradient${pieces[i]!.suffix}`]!, piece))
      : limit === undefined
      ? own
      : clipNorm(own, limit);
    return {
      ...Object.fromEntries(found.map((piece, i) => [`gradient${pieces[i]!.suffix}`, piece])),
      loss,
      errors,
    };
  };
  return { step, signature: { inputs } };
}

/**
 * The second half of the step: what a batch's gradient makes of the carried vectors, or of parts of them.
 *
 * Inputs: the carried vectors, `gradient` and `coefficients`. Outputs: the carried vectors.
 *
 * @param parts Who updates, and the limit of the gradient's norm if it is not yet clipped.
 * @param length How many entries the vectors have.
 * @returns The function, and the shapes of its inputs.
 */
export function updateStep(parts: UpdateParts, length: number): StepFunction {
  return {
    step: ({ gradient, ...others }) => updated(parts, others, gradient!),
    signature: { inputs: { ...updateInputs(parts, length), gradient: [length] } },
  };
}

/** The carried vectors and the coefficients. */
function updateInputs({ optimizer }: UpdateParts, length: number): Record<string, Shape> {
  return {
    ...Object.fromEntries(stateNames(optimizer).map((name) => [name, [length]])),
    coefficients: [1 + optimizer.coefficients(1, 1).length],
  };
}

type Tensors = Parameters<TensorFunction>[0];

/** The loss of a batch, how far each row is off, and the loss's gradient with respect to every parameter. */
function gradientOf({ network, loss }: StepParts, parameters: Tensor[], batch: Tensors): {
  readonly loss: Tensor;
  readonly errors: Tensor;
  readonly gradients: Tensor[];
} {
  const question = questionOf(network, batch);
  let errors: Tensor | undefined;
  const lossOf = (...values: Tensor[]): tf.Scalar => {
    const answer = objective(network, loss, named(network.parameters, values), question);
    // Kept from being freed with all else that the gradient needed.
    errors = tf.keep(answer.errors);
    return answer.loss as tf.Scalar;
  };
  const { value, grads } = tf.valueAndGrads(lossOf)(parameters);
  const found = tf.clone(errors!);
  errors!.dispose();
  return { loss: value, errors: found, gradients: grads };
}

/** The carried vectors after a step along a gradient. */
function updated(
  { optimizer, clipNorm: limit }: UpdateParts,
  { params, ema, coefficients, ...others }: Tensors,
  gradient: Tensor,
): Record<string, Tensor> {
  const state = Object.fromEntries(optimizer.slots.map((name) => [name, others[name]!]));
  const [renewal, ...rest] = tf.unstack(coefficients!);
  const [clipped] = limit === undefined ? [gradient] : clipNorm([gradient], limit);
  const update = optimizer.update(params!, clipped!, state, rest);
  const average = tf.add(ema!, tf.mul(tf.sub(update.params, ema!), renewal!));
  return { params: update.params, ema: average, ...update.state };
}

import type { Conditions, Network } from "../architectures/architecture.ts";
import type { Loss } from "../losses/loss.ts";
import { expandTime } from "../tensor/expand_time.ts";
import { meanSquareError } from "../tensor/mean_square_error.ts";
import type { Parameters } from "../tensor/parameters.ts";
import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";

/** What the network is asked and told, and what it should answer, for every example of a batch. */
export interface Question extends Conditions {
  /** Points on the path, `[B, ...]`. */
  readonly xt: Tensor;
  /** Their times, `[B]`. */
  readonly t: Tensor;
  /** What each head's output, scaled, should be: head after head, `[heads·B, ...]`. */
  readonly regressand: Tensor;
  /** The share of each row in the loss: its weight divided by the size of the batch, `[heads·B]`. */
  readonly share: Tensor;
  /** The factor of each row's output, `[heads·B]`; undefined for 1. */
  readonly scale?: Tensor | undefined;
}

/** The value of the objective, and how far each row is off. */
export interface Answer {
  /** The loss, a single number. */
  readonly loss: Tensor;
  /** The mean squared error of each row, `[heads·B]`. */
  readonly errors: Tensor;
}

/**
 * The flow-matching loss, `Σ share·d(scale·u_θ(x_t, t), regressand)`: a mean over examples.
 *
 * @param network The network `u_θ`.
 * @param loss The distance `d`.
 * @param params The parameters' values.
 * @param question Points, times, classes and masks if any, and what to answer.
 * @returns The loss and the errors.
 * @see Lipman et al., "Flow Matching for Generative Modeling", 2023, equation 9, https://arxiv.org/abs/2210.02747
 */
export function objective(network: Network, loss: Loss, params: Parameters, question: Question): Answer {
  const { xt, t, regressand, share, scale, label, masks } = question;
  const output = network.apply(params, xt, t, { label, masks });
  const heads = regressand.shape[0]! / xt.shape[0]!;
  const stacked = heads === 1 ? output : tf.concat(tf.split(output, heads, -1), 0);
  const prediction = scale === undefined ? stacked : tf.mul(stacked, expandTime(scale, stacked.rank));
  const distance = loss.distance(prediction, regressand);
  return {
    loss: tf.sum(tf.mul(share, distance)),
    errors: meanSquareError(prediction, regressand),
  };
}

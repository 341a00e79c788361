import type { Network } from "../architectures/architecture.ts";
import type { Loss } from "../losses/loss.ts";
import { expandTime } from "../tensor/expand_time.ts";
import type { Parameters } from "../tensor/parameters.ts";
import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";

/** What the network is asked and what it should answer, for every example of a batch. */
export interface Question {
  /** Points on the path, `[B, ...]`. */
  readonly xt: Tensor;
  /** Their times, `[B]`. */
  readonly t: Tensor;
  /** What the network should make of them, `[B, ...]`. */
  readonly regressand: Tensor;
  /** The share of one entry of each example in the loss: its weight divided by the entries of the batch, `[B]`. */
  readonly share: Tensor;
}

/**
 * The flow-matching loss, `Σ share·d(u_θ(x_t, t), regressand)`: a mean over examples and entries.
 *
 * @param network The network `u_θ`.
 * @param loss The distance `d`; its weight is part of `share`.
 * @param params The parameters' values.
 * @param question Points, times, and what to answer.
 * @returns The loss, a single number.
 * @see Lipman et al., "Flow Matching for Generative Modeling", 2023, equation 9, https://arxiv.org/abs/2210.02747
 */
export function objective(network: Network, loss: Loss, params: Parameters, question: Question): Tensor {
  const { xt, t, regressand, share } = question;
  const distance = loss.distance(network.apply(params, xt, t), regressand);
  return tf.sum(tf.mul(expandTime(share, distance.rank), distance));
}

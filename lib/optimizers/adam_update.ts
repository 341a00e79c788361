import { z } from "zod";
import * as tf from "../tensor/tf.ts";
import type { Optimizer } from "./optimizer.ts";

/** The options of Adam, with PyTorch's defaults. */
export const adamOptions = {
  learningRate: z.number().positive().max(10).default(1e-3).describe("the step size"),
  beta1: z.number().min(0).lt(1).default(0.9).describe("how much of the mean gradient is kept each step"),
  beta2: z.number().min(0).lt(1).default(0.999).describe(
    "how much of the mean squared gradient is kept each step",
  ),
  epsilon: z.number().positive().max(1).default(1e-8).describe("added to the root of the mean square"),
};

/** The numbers that an update of Adam depends on. */
export interface AdamNumbers {
  /** The step size `η`. */
  readonly learningRate: number;
  /** How much of the mean gradient is kept each step, in `[0, 1)`. */
  readonly beta1: number;
  /** How much of the mean squared gradient is kept each step, in `[0, 1)`. */
  readonly beta2: number;
  /** Added to the root of the mean square. */
  readonly epsilon: number;
  /** The decoupled decay `λ`; 0 for none, which then costs nothing. */
  readonly weightDecay: number;
}

/**
 * Adam with decoupled weight decay: `θ ← θ − η·(m̂/(√v̂ + ε) + λθ)`.
 *
 * @see Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2,
 * https://arxiv.org/abs/1711.05101
 */
export function adamUpdate(numbers: AdamNumbers): Optimizer {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = numbers;
  return {
    slots: ["mean", "meanSquare"],
    isEntrywise: true,
    // both bias corrections go into the rate and epsilon, so that they cost nothing per parameter
    coefficients(step, factor) {
      const rate = learningRate * factor;
      const correction = Math.sqrt(1 - beta2 ** step);
      const common = [rate * correction / (1 - beta1 ** step), epsilon * correction];
      return weightDecay === 0 ? common : [...common, rate * weightDecay];
    },
    update(params, gradient, state, [rate, correctedEpsilon, decay]) {
      const mean = tf.add(tf.mul(state["mean"]!, tf.scalar(beta1)), tf.mul(gradient, tf.scalar(1 - beta1)));
      const meanSquare = tf.add(
        tf.mul(state["meanSquare"]!, tf.scalar(beta2)),
        tf.mul(tf.square(gradient), tf.scalar(1 - beta2)),
      );
      const root = tf.add(tf.sqrt(meanSquare), correctedEpsilon!);
      const move = tf.mul(tf.div(mean, root), rate!);
      // not θ·(1 − ηλ): that factor is so close to 1 that float32 would keep only two digits of a usual ηλ
      const whole = decay === undefined ? move : tf.add(move, tf.mul(params, decay));
      return { params: tf.sub(params, whole), state: { mean, meanSquare } };
    },
  };
}

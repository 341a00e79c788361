import { z } from "zod";
import type { Component } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Optimizer } from "./optimizer.ts";

const options = z.strictObject({
  learningRate: z.number().positive().max(10).default(1e-3).describe("the step size"),
  beta1: z.number().min(0).lt(1).default(0.9).describe("how much of the mean gradient is kept each step"),
  beta2: z.number().min(0).lt(1).default(0.999).describe(
    "how much of the mean squared gradient is kept each step",
  ),
  epsilon: z.number().positive().max(1).default(1e-8).describe("added to the root of the mean square"),
});

/** Adam, with PyTorch's defaults and PyTorch's place for epsilon. */
export const adam: Component<Optimizer, z.output<typeof options>> = {
  summary: "steps scaled by the running mean square of the gradient",
  formula: "m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  θ ← θ − η·m̂/(√v̂ + ε)",
  reference: 'Kingma and Ba, "Adam", 2015, algorithm 1, https://arxiv.org/abs/1412.6980',
  options,
  create: ({ learningRate, beta1, beta2, epsilon }) => ({
    slots: ["mean", "meanSquare"],
    // both bias corrections go into the rate and epsilon, so that they cost nothing per parameter
    coefficients(step) {
      const correction = Math.sqrt(1 - beta2 ** step);
      return [learningRate * correction / (1 - beta1 ** step), epsilon * correction];
    },
    update(params, gradient, state, [rate, correctedEpsilon]) {
      const mean = tf.add(tf.mul(state["mean"]!, tf.scalar(beta1)), tf.mul(gradient, tf.scalar(1 - beta1)));
      const meanSquare = tf.add(
        tf.mul(state["meanSquare"]!, tf.scalar(beta2)),
        tf.mul(tf.square(gradient), tf.scalar(1 - beta2)),
      );
      const root = tf.add(tf.sqrt(meanSquare), correctedEpsilon!);
      return {
        params: tf.sub(params, tf.mul(tf.div(mean, root), rate!)),
        state: { mean, meanSquare },
      };
    },
  }),
};

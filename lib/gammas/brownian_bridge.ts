import { z } from "zod";
import type { Component } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Gamma } from "./gamma.ts";

const options = z.strictObject({
  scale: z.number().positive().max(100).default(1)
    .describe("the width of the Brownian motion over the whole time; the bridge is half as wide at t = ½"),
});

/** The least root that tensors divide by, so that the derivative is finite at the ends. */
const LEAST_ROOT = 1e-6;

/**
 * The width of a Brownian bridge between the ends of a pair, `γ = s·√(t(1 − t))`.
 *
 * Its derivative is `+∞` at `t = 0` and `−∞` at `t = 1`, but `γγ̇ = s²(1 − 2t)/2` is finite.
 */
export const brownianBridge: Component<Gamma, z.output<typeof options>> = {
  summary: "a Brownian bridge between the ends of a pair",
  formula: "γ = s·√(t(1 − t))",
  reference:
    'Albergo, Boffi and Vanden-Eijnden, "Stochastic Interpolants", 2023, https://arxiv.org/abs/2303.08797',
  options,
  create: ({ scale }) => ({
    isZero: false,
    at(t) {
      const root = Math.sqrt(t * (1 - t));
      return {
        gamma: scale * root,
        gammaDot: scale * (0.5 - t) / root,
        gammaProduct: scale ** 2 * (0.5 - t),
      };
    },
    tensors(t) {
      const root = tf.sqrt(tf.mul(t, tf.sub(1, t)));
      const middle = tf.sub(0.5, t);
      return {
        gamma: tf.mul(scale, root),
        gammaDot: tf.div(tf.mul(scale, middle), tf.maximum(root, LEAST_ROOT)),
        gammaProduct: tf.mul(scale ** 2, middle),
      };
    },
  }),
};

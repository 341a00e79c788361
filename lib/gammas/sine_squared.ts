import { z } from "zod";
import type { Component } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Gamma } from "./gamma.ts";

const options = z.strictObject({
  scale: z.number().positive().max(100).default(1).describe("the width at t = ½"),
});

/** A squared sine, `γ = s·sin²(πt)`, which is flat at both ends: there `γ` and `γ̇` are 0. */
export const sineSquared: Component<Gamma, z.output<typeof options>> = {
  summary: "a squared sine, which begins and ends flat",
  formula: "γ = s·sin²(πt)",
  reference:
    'Albergo, Boffi and Vanden-Eijnden, "Stochastic Interpolants", 2023, https://arxiv.org/abs/2303.08797',
  options,
  create: ({ scale }) => ({
    isZero: false,
    at(t) {
      // sines of the distances to the nearer end and to the middle, which are 0 exactly where they should be
      const sine = Math.sin(Math.PI * Math.min(t, 1 - t));
      const cosine = Math.sin(Math.PI * (0.5 - t));
      const gamma = scale * sine ** 2;
      const gammaDot = 2 * Math.PI * scale * sine * cosine;
      return { gamma, gammaDot, gammaProduct: gamma * gammaDot };
    },
    tensors(t) {
      const sine = tf.sin(tf.mul(Math.PI, tf.minimum(t, tf.sub(1, t))));
      const cosine = tf.sin(tf.mul(Math.PI, tf.sub(0.5, t)));
      const gamma = tf.mul(scale, tf.square(sine));
      const gammaDot = tf.mul(2 * Math.PI * scale, tf.mul(sine, cosine));
      return { gamma, gammaDot, gammaProduct: tf.mul(gamma, gammaDot) };
    },
  }),
};

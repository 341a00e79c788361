import { z } from "zod";
import type { Component } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Gamma } from "./gamma.ts";

const options = z.strictObject({
  scale: z.number().positive().max(100).default(1).describe(
    "the factor; a quarter of it is the width at t = ½",
  ),
});

/** A parabola with zeros at both ends, `γ = s·t(1 − t)`; its derivative is finite everywhere. */
export const parabola: Component<Gamma, z.output<typeof options>> = {
  summary: "a parabola, with no noise at the ends and a finite derivative",
  formula: "γ = s·t(1 − t)",
  reference:
    'Albergo, Boffi and Vanden-Eijnden, "Stochastic Interpolants", 2023, https://arxiv.org/abs/2303.08797',
  options,
  create: ({ scale }) => ({
    isZero: false,
    at(t) {
      const gamma = scale * t * (1 - t);
      const gammaDot = 2 * scale * (0.5 - t);
      return { gamma, gammaDot, gammaProduct: gamma * gammaDot };
    },
    tensors(t) {
      const gamma = tf.mul(scale, tf.mul(t, tf.sub(1, t)));
      const gammaDot = tf.mul(2 * scale, tf.sub(0.5, t));
      return { gamma, gammaDot, gammaProduct: tf.mul(gamma, gammaDot) };
    },
  }),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Gamma } from "./gamma.ts";

const options = z.strictObject({
  scale: z.number().positive().max(100).default(0.1).describe("the width, in units of the data"),
});

/**
 * The same noise at all times, `γ = s`, as in independent conditional flow matching.
 *
 * It does not vanish at the ends: the marginals are the source and the data blurred by `N(0, s²)`, and
 * samples are drawn as if that were the source.
 */
export const constant: Component<Gamma, z.output<typeof options>> = {
  summary: "the same noise at all times, which blurs source and data too",
  formula: "γ = s",
  reference: 'Tong et al., "Improving and Generalizing Flow-Based Generative Models with Minibatch Optimal ' +
    'Transport", 2024, https://arxiv.org/abs/2302.00482',
  options,
  create: ({ scale }) => ({
    isZero: false,
    at: () => ({ gamma: scale, gammaDot: 0, gammaProduct: 0 }),
    tensors(t) {
      const zero = tf.zerosLike(t);
      return { gamma: tf.mul(scale, tf.onesLike(t)), gammaDot: zero, gammaProduct: zero };
    },
  }),
};

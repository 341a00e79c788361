import { z } from "zod";
import type { Component } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Path } from "./path.ts";

const options = z.strictObject({
  exponent: z.number().min(1).max(16).default(2)
    .describe("the power n; 1 is the linear path, larger ones stay longer near the source"),
});

/**
 * The straight path at growing speed: `x_t = tⁿ·x1 + (1 − tⁿ)·x0`.
 *
 * For `n > 1` it starts at rest: both derivatives are 0 at `t = 0`, where the velocity says nothing about the
 * data.
 */
export const polynomial: Component<Path, z.output<typeof options>> = {
  summary: "straight lines along which the data fade in as a power of time",
  formula: "x_t = tⁿ·x1 + (1 − tⁿ)·x0",
  reference:
    'Lipman et al., "Flow Matching Guide and Code", 2024, section 4.8, https://arxiv.org/abs/2412.06264',
  options,
  create: ({ exponent }) => ({
    at(t) {
      const speed = exponent * t ** (exponent - 1);
      // 1 − tⁿ without the cancellation near t = 1; subtracted from 0, since the negative of 0 is −0
      return {
        alpha: t ** exponent,
        sigma: 0 - Math.expm1(exponent * Math.log(t)),
        alphaDot: speed,
        sigmaDot: -speed,
      };
    },
    timeAt: (ratio) => Math.exp(-Math.log1p(1 / ratio) / exponent),
    tensors(t) {
      const speed = tf.mul(exponent, tf.pow(t, exponent - 1));
      return {
        alpha: tf.pow(t, exponent),
        sigma: tf.sub(0, tf.expm1(tf.mul(exponent, tf.log(t)))),
        alphaDot: speed,
        sigmaDot: tf.neg(speed),
      };
    },
  }),
};

import { type Component, noOptions } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Path } from "./path.ts";

const QUARTER = Math.PI / 2;

/**
 * The quarter circle `x_t = sin(πt/2)·x1 + cos(πt/2)·x0`, also called trigonometric, or generalized variance
 * preserving.
 *
 * It is regular at both ends, and keeps the variance where `x0` and `x1` have the same and are independent.
 */
export const cosine: Component<Path> = {
  summary: "a quarter of a circle at constant speed, which keeps the variance",
  formula: "x_t = sin(πt/2)·x1 + cos(πt/2)·x0",
  reference: 'Albergo and Vanden-Eijnden, "Building Normalizing Flows with Stochastic Interpolants", 2023, ' +
    "https://arxiv.org/abs/2209.15571",
  options: noOptions,
  create: () => ({
    at(t) {
      const alpha = Math.sin(QUARTER * t);
      // the cosine as a sine of what is left, which is 0 exactly at t = 1
      const sigma = Math.sin(QUARTER * (1 - t));
      return { alpha, sigma, alphaDot: QUARTER * sigma, sigmaDot: -QUARTER * alpha };
    },
    timeAt: (ratio) => Math.atan(ratio) / QUARTER,
    tensors(t) {
      const alpha = tf.sin(tf.mul(QUARTER, t));
      const sigma = tf.sin(tf.mul(QUARTER, tf.sub(1, t)));
      return { alpha, sigma, alphaDot: tf.mul(QUARTER, sigma), sigmaDot: tf.mul(-QUARTER, alpha) };
    },
  }),
};

import { type Component, noOptions } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Path } from "./path.ts";
import { preserving, preservingTensors } from "./variance_preservation.ts";

/**
 * The path `x_t = t·x1 + √(1 − t²)·x0`: the data fade in linearly, and the variance is kept.
 *
 * At `t → 1` the source's share vanishes like `√(2(1 − t))`, so `σ̇ → −∞`: the expected square of a
 * conditional velocity has no finite integral up to the end, and training times have to stop short of it.
 */
export const linearVariancePreserving: Component<Path> = {
  summary: "the data fade in linearly, the source so as to keep the variance",
  formula: "x_t = t·x1 + √(1 − t²)·x0",
  reference:
    'Lipman et al., "Flow Matching Guide and Code", 2024, section 4.8, https://arxiv.org/abs/2412.06264',
  options: noOptions,
  create: () => ({
    at: (t) => preserving({ alpha: t, sigma: Math.sqrt((1 - t) * (1 + t)), alphaDot: 1 }),
    timeAt: (ratio) => 1 / Math.hypot(1, 1 / ratio),
    tensors: (t) =>
      preservingTensors({
        alpha: t,
        sigma: tf.sqrt(tf.mul(tf.sub(1, t), tf.add(1, t))),
        alphaDot: tf.onesLike(t),
      }),
  }),
};

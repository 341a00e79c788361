import { type Component, noOptions } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Path } from "./path.ts";

/** The straight path `x_t = t·x1 + (1 − t)·x0`; its conditional velocity `x1 − x0` is constant. */
export const linear: Component<Path> = {
  summary: "straight lines at constant speed",
  formula: "x_t = t·x1 + (1 − t)·x0",
  reference: 'Liu, Gong and Liu, "Flow Straight and Fast", 2022, https://arxiv.org/abs/2209.03003',
  options: noOptions,
  create: () => ({
    at: (t) => ({ alpha: t, sigma: 1 - t, alphaDot: 1, sigmaDot: -1 }),
    timeAt: (ratio) => 1 / (1 + 1 / ratio),
    tensors: (t) => ({
      alpha: t,
      sigma: tf.sub(1, t),
      alphaDot: tf.onesLike(t),
      sigmaDot: tf.neg(tf.onesLike(t)),
    }),
  }),
};

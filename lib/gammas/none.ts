import { type Component, noOptions } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Gamma } from "./gamma.ts";

/** No noise between the ends of a pair, `γ = 0`: the path is a function of `x0`, `x1` and `t` alone. */
export const none: Component<Gamma> = {
  summary: "no noise between the ends of a pair",
  formula: "γ = 0",
  options: noOptions,
  create: () => ({
    isZero: true,
    at: () => ({ gamma: 0, gammaDot: 0, gammaProduct: 0 }),
    tensors(t) {
      const zero = tf.zerosLike(t);
      return { gamma: zero, gammaDot: zero, gammaProduct: zero };
    },
  }),
};

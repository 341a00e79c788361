import { z } from "zod";
import type { Component } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Path } from "./path.ts";
import { decayed, decayedTensors, decayOf } from "./variance_preservation.ts";

const options = z.strictObject({
  betaMin: z.number().min(1e-3).max(100).default(0.1).describe("the rate of noising at the data, t = 1"),
  betaMax: z.number().min(1e-3).max(1000).default(20).describe("the rate of noising at the source, t = 0"),
});

/**
 * The path of the variance preserving diffusion whose rate grows linearly from `b` at the data to `B` at the
 * source: `α = e^{−T/2}`, `σ = √(1 − e^{−T})`, `T = ½(1 − t)²(B − b) + (1 − t)·b`.
 *
 * The data do not vanish at `t = 0`: with the usual rates `α(0) = 0.0066` is left of them, so starting from
 * the source alone is an approximation. At `t → 1`, `σ ≈ √(b(1 − t))` and `σ̇ → −∞`.
 */
export const variancePreserving: Component<Path, z.output<typeof options>> = {
  summary: "the variance preserving diffusion with a linear rate",
  formula: "α = e^{−T/2};  σ = √(1 − e^{−T});  T = ½(1−t)²(B−b) + (1−t)·b",
  reference: 'Song et al., "Score-Based Generative Modeling through SDEs", 2021, appendix C, ' +
    "https://arxiv.org/abs/2011.13456",
  options,
  create({ betaMin, betaMax }) {
    const growth = betaMax - betaMin;
    if (growth < 0) {
      throw new RangeError(`betaMax must be at least betaMin: got betaMin ${betaMin} and betaMax ${betaMax}`);
    }
    return {
      at(t) {
        const left = 1 - t;
        return decayed({ decay: left * (0.5 * left * growth + betaMin), rate: -(left * growth + betaMin) });
      },
      timeAt(ratio) {
        const decay = decayOf(ratio);
        // the root of the quadratic in the form that loses no digits near t = 1 and holds for equal rates too
        return 1 - 2 * decay / (betaMin + Math.sqrt(betaMin ** 2 + 2 * growth * decay));
      },
      tensors(t) {
        const left = tf.sub(1, t);
        return decayedTensors({
          decay: tf.mul(left, tf.add(tf.mul(0.5 * growth, left), betaMin)),
          rate: tf.neg(tf.add(tf.mul(growth, left), betaMin)),
        });
      },
    };
  },
};

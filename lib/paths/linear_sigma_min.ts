import { z } from "zod";
import type { Component } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Path } from "./path.ts";

const options = z.strictObject({
  sigmaMin: z.number().min(0).max(0.5).default(1e-4)
    .describe("how much of the source is left at t = 1; 0 makes the path linear"),
});

/**
 * Lipman's straight path, which ends in `N(x1, σ_min²)` instead of `x1`:
 * `x_t = t·x1 + (1 − (1 − σ_min)·t)·x0`.
 *
 * The source never vanishes, so nothing that divides by `σ` is singular at `t = 1`, where `α/σ = 1/σ_min`;
 * the price is that samples are data with noise of that width.
 */
export const linearSigmaMin: Component<Path, z.output<typeof options>> = {
  summary: "straight lines that leave a little of the source at the data",
  formula: "x_t = t·x1 + (1 − (1 − σ_min)·t)·x0",
  reference: 'Lipman et al., "Flow Matching for Generative Modeling", 2023, section 4.1, ' +
    "https://arxiv.org/abs/2210.02747",
  options,
  create: ({ sigmaMin }) => ({
    // (1 − t) + σ_min·t is σ_min exactly at the end, where 1 − (1 − σ_min)·t has lost digits
    at: (t) => ({ alpha: t, sigma: 1 - t + sigmaMin * t, alphaDot: 1, sigmaDot: sigmaMin - 1 }),
    timeAt: (ratio) => 1 / (1 - sigmaMin + 1 / ratio),
    tensors: (t) => ({
      alpha: t,
      sigma: tf.add(tf.sub(1, t), tf.mul(sigmaMin, t)),
      alphaDot: tf.onesLike(t),
      sigmaDot: tf.mul(sigmaMin - 1, tf.onesLike(t)),
    }),
  }),
};

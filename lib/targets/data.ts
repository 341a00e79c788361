import { z } from "zod";
import type { Component } from "../component.ts";
import { wronskian } from "../paths/interpolant.ts";
import * as tf from "../tensor/tf.ts";
import { pairTarget } from "./conversions.ts";
import type { Target } from "./target.ts";
import { timeBounds } from "./time_bounds.ts";

const options = z.strictObject(timeBounds);

/**
 * Regresses the data: `x̂1 = output`, `x̂0 = (x − α·x̂1)/σ`, `v = (σ̇/σ)·x + (D/σ)·x̂1` with `D = α̇σ − σ̇α`.
 *
 * Where σ vanishes, at `t = 1`, the velocity is a quotient of zeros. Sampling does not ask for it there: the last
 * step jumps to `x̂1`, which is the limit of the exact step.
 */
export const data: Component<Target, z.output<typeof options>> = {
  summary: "the data, x1",
  formula: "regressand x1;  v = (σ̇/σ)·x + (D/σ)·output, D = α̇σ − σ̇α",
  reference: 'Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, ' +
    "section 2, https://arxiv.org/abs/2206.00364",
  options,
  create: (bounds) =>
    pairTarget("data", {
      ...bounds,
      regressand: () => ({ x1: 1, x0: 0 }),
      velocity: (at) => ({ x: at.sigmaDot / at.sigma, outputs: [wronskian(at) / at.sigma] }),
      data: () => ({ x: 0, outputs: [1] }),
      noise: ({ alpha, sigma }) => ({ x: 1 / sigma, outputs: [-alpha / sigma] }),
      velocityTensor(x, [output], { alpha, sigma, alphaDot, sigmaDot }) {
        const rest = tf.div(tf.sub(x, tf.mul(alpha, output!)), sigma);
        return tf.add(tf.mul(alphaDot, output!), tf.mul(sigmaDot, rest));
      },
    }),
};

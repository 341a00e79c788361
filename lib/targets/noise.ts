import { z } from "zod";
import type { Component } from "../component.ts";
import { wronskian } from "../paths/interpolant.ts";
import * as tf from "../tensor/tf.ts";
import { pairTarget } from "./conversions.ts";
import type { Target } from "./target.ts";
import { timeBounds } from "./time_bounds.ts";

const options = z.strictObject(timeBounds);

/**
 * Regresses the source sample: `x̂0 = output`, `x̂1 = (x − σ·x̂0)/α`, `v = (α̇/α)·x − (D/α)·x̂0` with
 * `D = α̇σ − σ̇α`.
 *
 * Where α vanishes the output says nothing of the data, so on a path that starts at `α(0) = 0` sampling could not
 * begin; there the target needs a `smallestTime`.
 */
export const noise: Component<Target, z.output<typeof options>> = {
  summary: "the noise, x0, as in DDPM",
  formula: "regressand x0;  v = (α̇/α)·x − (D/α)·output, D = α̇σ − σ̇α",
  reference: 'Ho, Jain and Abbeel, "Denoising Diffusion Probabilistic Models", 2020, section 3.2, ' +
    "https://arxiv.org/abs/2006.11239",
  options,
  create: (bounds) =>
    pairTarget("noise", {
      ...bounds,
      regressand: () => ({ x1: 0, x0: 1 }),
      velocity: (at) => ({ x: at.alphaDot / at.alpha, outputs: [-wronskian(at) / at.alpha] }),
      data: ({ alpha, sigma }) => ({ x: 1 / alpha, outputs: [-sigma / alpha] }),
      noise: () => ({ x: 0, outputs: [1] }),
      velocityTensor(x, [output], { alpha, sigma, alphaDot, sigmaDot }) {
        const rest = tf.div(tf.sub(x, tf.mul(sigma, output!)), alpha);
        return tf.add(tf.mul(alphaDot, rest), tf.mul(sigmaDot, output!));
      },
    }),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import { wronskian } from "../paths/interpolant.ts";
import * as tf from "../tensor/tf.ts";
import { pairTarget } from "./conversions.ts";
import type { Target } from "./target.ts";
import { timeBounds } from "./time_bounds.ts";

const options = z.strictObject(timeBounds);

/**
 * Regresses diffusion's "v-prediction" `α·x0 − σ·x1`, which is neither the data nor the velocity of the path.
 *
 * With `N = α² + σ²` it gives `x̂1 = (α·x − σ·output)/N` and `x̂0 = (σ·x + α·output)/N`, singular nowhere. On the
 * cosine path the velocity is `−π/2` times the output.
 */
export const diffusionVelocity: Component<Target, z.output<typeof options>> = {
  summary: "diffusion's v-prediction, α·x0 − σ·x1",
  formula: "regressand α·x0 − σ·x1;  v = ((αα̇ + σσ̇)·x − D·output)/N, D = α̇σ − σ̇α, N = α² + σ²",
  reference: 'Salimans and Ho, "Progressive Distillation for Fast Sampling of Diffusion Models", 2022, ' +
    "appendix D, https://arxiv.org/abs/2202.00512",
  options,
  create: (bounds) =>
    pairTarget("diffusionVelocity", {
      ...bounds,
      regressand: ({ alpha, sigma }) => ({ x1: -sigma, x0: alpha }),
      velocity(at) {
        const { alpha, sigma, alphaDot, sigmaDot } = at;
        const norm = alpha ** 2 + sigma ** 2;
        return { x: (alpha * alphaDot + sigma * sigmaDot) / norm, outputs: [-wronskian(at) / norm] };
      },
      data({ alpha, sigma }) {
        const norm = alpha ** 2 + sigma ** 2;
        return { x: alpha / norm, outputs: [-sigma / norm] };
      },
      noise({ alpha, sigma }) {
        const norm = alpha ** 2 + sigma ** 2;
        return { x: sigma / norm, outputs: [alpha / norm] };
      },
      velocityTensor(x, [output], { alpha, sigma, alphaDot, sigmaDot }) {
        const norm = tf.add(tf.square(alpha), tf.square(sigma));
        const data = tf.sub(tf.mul(alpha, x), tf.mul(sigma, output!));
        const source = tf.add(tf.mul(sigma, x), tf.mul(alpha, output!));
        return tf.div(tf.add(tf.mul(alphaDot, data), tf.mul(sigmaDot, source)), norm);
      },
    }),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import { wronskian } from "../paths/interpolant.ts";
import * as tf from "../tensor/tf.ts";
import { unfitForNoise } from "./conversions.ts";
import type { Target } from "./target.ts";
import { timeBounds } from "./time_bounds.ts";

const options = z.strictObject(timeBounds);

/**
 * Regresses the score `−x0/σ` of a standard normal source: `x̂0 = −σ·output`, then as {@linkcode noise}.
 *
 * What is compared is `σ·output` with `−x0`: the weight `σ²` of denoising score matching, without a division by a
 * vanishing σ.
 */
export const score: Component<Target, z.output<typeof options>> = {
  summary: "the score of the noised data, ∇ log p_t",
  formula: "σ·output against −x0;  v = (α̇/α)·x + (σD/α)·output, D = α̇σ − σ̇α",
  reference: 'Song et al., "Score-Based Generative Modeling through SDEs", 2021, equation 7, ' +
    "https://arxiv.org/abs/2011.13456",
  options,
  create: ({ smallestTime, largestTime }) => ({
    smallestTime,
    largestTime,
    heads: 1,
    isScaled: true,
    needsNormalSource: true,
    scoreFrom: "source",
    unfit: (interpolant) => unfitForNoise("score", interpolant),
    regressions: ({ sigma }) => [{ scale: sigma, x1: 0, x0: -1, z: 0 }],
    velocity: (at) => ({ x: at.alphaDot / at.alpha, outputs: [at.sigma * wronskian(at) / at.alpha] }),
    data: ({ alpha, sigma }) => ({ x: 1 / alpha, outputs: [sigma ** 2 / alpha] }),
    noise: ({ sigma }) => ({ x: 0, outputs: [-sigma] }),
    score: () => ({ x: 0, outputs: [1] }),
    velocityTensor(x, [output], { alpha, sigma, alphaDot, sigmaDot }) {
      const source = tf.neg(tf.mul(sigma, output!));
      const rest = tf.div(tf.sub(x, tf.mul(sigma, source)), alpha);
      return tf.add(tf.mul(alphaDot, rest), tf.mul(sigmaDot, source));
    },
  }),
};

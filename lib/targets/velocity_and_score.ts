import { z } from "zod";
import type { Component } from "../component.ts";
import { wronskian } from "../paths/interpolant.ts";
import * as tf from "../tensor/tf.ts";
import type { Target } from "./target.ts";
import { timeBounds } from "./time_bounds.ts";

const options = z.strictObject(timeBounds);

/**
 * Learns a stochastic interpolant whole, with two heads: the velocity of the pair, `b = E[α̇·x1 + σ̇·x0 | x_t]`, and
 * the score `s = −E[z | x_t]/γ`.
 *
 * Together they are the velocity `v = b + E[γ̇·z | x_t] = b − γγ̇·s`: the product `γγ̇` is finite even where `γ̇` is
 * not. The second head is compared as `γ·s` with `−z`, so nothing is divided by a vanishing γ; `s` serves SDE
 * solvers whatever the source and the coupling are.
 */
export const velocityAndScore: Component<Target, z.output<typeof options>> = {
  summary: "velocity and score of a stochastic interpolant, with two heads",
  formula: "b against α̇·x1 + σ̇·x0,  γ·s against −z;  v = b − γγ̇·s",
  reference: 'Albergo, Boffi and Vanden-Eijnden, "Stochastic Interpolants", 2023, section 2.2, ' +
    'https://arxiv.org/abs/2303.08797; Tong et al., "Simulation-free Schrödinger bridges via score and flow ' +
    'matching", 2024, https://arxiv.org/abs/2307.03672',
  options,
  create: ({ smallestTime, largestTime }) => ({
    smallestTime,
    largestTime,
    heads: 2,
    isScaled: true,
    scoreFrom: "interpolant",
    unfit: ({ gamma }) =>
      gamma.isZero
        ? "target velocityAndScore needs noise between the ends to learn the score from: expected a gamma " +
          "other than none, such as gamma: brownianBridge, or target velocity"
        : undefined,
    regressions: ({ alphaDot, sigmaDot, gamma }) => [
      { scale: 1, x1: alphaDot, x0: sigmaDot, z: 0 },
      { scale: gamma, x1: 0, x0: 0, z: -1 },
    ],
    velocity: ({ gammaProduct }) => ({ x: 0, outputs: [1, -gammaProduct] }),
    // The pair's part of the point, α·x̂1 + σ·x̂0, is x + γ²·s.
    data(at) {
      const d = wronskian(at);
      return { x: -at.sigmaDot / d, outputs: [at.sigma / d, -at.sigmaDot * at.gamma ** 2 / d] };
    },
    noise(at) {
      const d = wronskian(at);
      return { x: at.alphaDot / d, outputs: [-at.alpha / d, at.alphaDot * at.gamma ** 2 / d] };
    },
    score: () => ({ x: 0, outputs: [0, 1] }),
    velocityTensor: (_, [pair, score], { gammaProduct }) => tf.sub(pair!, tf.mul(gammaProduct, score!)),
  }),
};

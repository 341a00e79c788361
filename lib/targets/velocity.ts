import { z } from "zod";
import type { Component } from "../component.ts";
import { wronskian } from "../paths/interpolant.ts";
import { scoreOfNoise } from "./conversions.ts";
import type { OutputWeights, Target } from "./target.ts";
import { timeBounds } from "./time_bounds.ts";

const options = z.strictObject(timeBounds);

/** What an output that mixes the ends' and the interpolant's own velocity does not tell. */
const UNKNOWN: OutputWeights = { x: NaN, outputs: [NaN] };

/**
 * Regresses the conditional velocity `α̇·x1 + σ̇·x0 + γ̇·z`; the output is the velocity.
 *
 * On a path without noise of its own `x̂1 = (σ·v − σ̇·x)/D` and `x̂0 = (α̇·x − α·v)/D` with `D = α̇σ − σ̇α`. With
 * such noise the velocity alone tells neither; `velocityAndScore` does.
 */
export const velocity: Component<Target, z.output<typeof options>> = {
  summary: "the velocity of the path itself",
  formula: "regressand α̇(t)·x1 + σ̇(t)·x0 + γ̇(t)·z;  v = output",
  reference:
    'Lipman et al., "Flow Matching for Generative Modeling", 2023, section 3.2, https://arxiv.org/abs/2210.02747',
  options,
  create: ({ smallestTime, largestTime }) => {
    const target: Target = {
      smallestTime,
      largestTime,
      heads: 1,
      isScaled: false,
      scoreFrom: "source",
      regressions: ({ alphaDot, sigmaDot, gammaDot }) => [
        { scale: 1, x1: alphaDot, x0: sigmaDot, z: gammaDot },
      ],
      velocity: () => ({ x: 0, outputs: [1] }),
      data(at) {
        if (at.gamma !== 0 || at.gammaDot !== 0) return UNKNOWN;
        const d = wronskian(at);
        return { x: -at.sigmaDot / d, outputs: [at.sigma / d] };
      },
      noise(at) {
        if (at.gamma !== 0 || at.gammaDot !== 0) return UNKNOWN;
        const d = wronskian(at);
        return { x: at.alphaDot / d, outputs: [-at.alpha / d] };
      },
      score: (at) => scoreOfNoise(target.noise(at), at),
    };
    return target;
  },
};

import { type Component, noOptions } from "../component.ts";
import type { Target } from "./target.ts";

/** Regresses the conditional velocity `α̇·x1 + σ̇·x0`; the output is the velocity. */
export const velocity: Component<Target> = {
  summary: "the velocity of the path itself",
  formula: "regressand α̇(t)·x1 + σ̇(t)·x0;  v = output",
  reference:
    'Lipman et al., "Flow Matching for Generative Modeling", 2023, section 3.2, https://arxiv.org/abs/2210.02747',
  options: noOptions,
  create: () => ({
    smallestTime: 0,
    regressand(t, path) {
      const { alphaDot, sigmaDot } = path.at(t);
      return { x1: alphaDot, x0: sigmaDot };
    },
    velocity: () => ({ x: 0, output: 1 }),
    velocityTensor: (output) => output,
  }),
};

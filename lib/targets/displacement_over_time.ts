import { z } from "zod";
import type { Component } from "../component.ts";
import type { Interpolant } from "../paths/interpolant.ts";
import * as tf from "../tensor/tf.ts";
import { pairTarget } from "./conversions.ts";
import type { Target } from "./target.ts";
import { timeBounds } from "./time_bounds.ts";

const options = z.strictObject({
  smallestTime: z.number().min(1e-4).max(0.5).default(0.01)
    .describe("training times are drawn from here on, since the regressand diverges at t = 0"),
  largestTime: timeBounds.largestTime,
});

/** Times at which a path is compared with the straight one. */
const PROBES = [0.013, 0.3, 0.5, 0.77, 0.999];

/**
 * Regresses the displacement divided by the time, `(x1 − x0)/t`, on the straight path; others are refused.
 *
 * The network then estimates `E[x1 − x0 | x_t]/t`, so on the straight path the velocity is `t` times its
 * output; integrating the output itself would move points by `∫ dt/t`, which has no limit as `t → 0`. The
 * squared regressand grows like `1/t²`: the expected loss is dominated by the smallest times, which is why
 * {@linkcode velocity} trains better. It is here because demonstrations of flow matching are written with it.
 */
export const displacementOverTime: Component<Target, z.output<typeof options>> = {
  summary: "the displacement divided by the time, as some tutorials write it",
  formula: "regressand (x1 − x0)/t;  v = t·output, on the linear path",
  options,
  create: (bounds) =>
    pairTarget("displacementOverTime", {
      ...bounds,
      unfit: unfitForBends,
      regressand: ({ t }) => ({ x1: 1 / t, x0: -1 / t }),
      velocity: ({ t }) => ({ x: 0, outputs: [t] }),
      data: ({ t }) => ({ x: 1, outputs: [(1 - t) * t] }),
      noise: ({ t }) => ({ x: 1, outputs: [-t * t] }),
      velocityTensor: (_, [output], { t }) => tf.mul(output!, t),
    }),
};

/** Why a path cannot be used on which the velocity is not the displacement; undefined for the straight one. */
function unfitForBends(interpolant: Interpolant): string | undefined {
  for (const t of PROBES) {
    const { alpha, sigma, alphaDot, sigmaDot } = interpolant.at(t);
    if (alpha === t && sigma === 1 - t && alphaDot === 1 && sigmaDot === -1) continue;
    return "target displacementOverTime makes a velocity of its output on path linear only: expected " +
      `α(t) = t and σ(t) = 1 − t, found α = ${alpha} and σ = ${sigma} at t = ${t}. Use path linear, or ` +
      "target velocity";
  }
  return undefined;
}

import { z } from "zod";
import type { Component } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import { type MonotoneCubic, monotoneCubic } from "./monotone_cubic.ts";
import type { Path } from "./path.ts";
import { decayed, decayedTensors, decayOf } from "./variance_preservation.ts";

const options = z.strictObject({
  steps: z.int().min(2).max(100_000).default(1000).describe("the length N of the table of β"),
  betaStart: z.number().min(1e-8).lt(1).default(1e-4).describe("the first β, next to the data"),
  betaEnd: z.number().min(1e-8).lt(1).default(0.02).describe("the last β, at the source"),
});

/**
 * The decay `−ln ᾱ` as a function of the place `k` in the table, continued between its entries.
 *
 * With `g(k) = −ln(1 − β(k))` it is a sum of `g`, and its derivative, by the Euler-Maclaurin formula,
 * `g(k + ½) − g″(k + ½)/24`: β is linear, so it has a meaning between entries too.
 */
function decayOfPlace({ steps, betaStart, betaEnd }: z.output<typeof options>): MonotoneCubic {
  const growth = (betaEnd - betaStart) / (steps - 1);
  // half a place after the last entry a coarse table would pass 1
  const beta = (k: number): number => Math.min(betaStart + (k - 1) * growth, (1 + betaEnd) / 2);
  const values = new Float64Array(steps + 1);
  for (let k = 1; k <= steps; k++) values[k] = values[k - 1]! - Math.log1p(-beta(k));
  const slopes = values.map((_, k) => {
    const between = beta(k + 0.5);
    return -Math.log1p(-between) - (growth / (1 - between)) ** 2 / 24;
  });
  return monotoneCubic(values, slopes);
}

/**
 * The path of DDPM's table `β_1 … β_N`, which grows linearly: `α = √ᾱ_k`, `σ = √(1 − ᾱ_k)`,
 * `ᾱ_k = (1 − β_1)⋯(1 − β_k)`.
 *
 * Entry `k` of the table is the time `t = 1 − k/N`, and `k = 0` the data themselves. Between the entries
 * `ln ᾱ` is a cubic in `t` with continuous slope, so the path has derivatives everywhere, and the table's own
 * values at its own times.
 *
 * As on the variance preserving path, of which it is the discrete form, `α(0) = 0.0064` with the usual table
 * rather than 0, and `σ̇ → −∞` at `t → 1`.
 */
export const ddpm: Component<Path, z.output<typeof options>> = {
  summary: "the noise table of DDPM, continued between its entries",
  formula: "α = √ᾱ_k;  σ = √(1 − ᾱ_k);  ᾱ_k = Π(1 − β_i), i = 1…k;  t = 1 − k/N",
  reference: 'Ho, Jain and Abbeel, "Denoising Diffusion Probabilistic Models", 2020, section 4, ' +
    "https://arxiv.org/abs/2006.11239",
  options,
  create(table) {
    const { steps, betaStart, betaEnd } = table;
    if (betaEnd < betaStart) {
      throw new RangeError(`betaEnd must be at least betaStart: got ${betaEnd} after ${betaStart}`);
    }
    const decay = decayOfPlace(table);
    return {
      at(t) {
        const { value, slope } = decay.at(steps * (1 - t));
        return decayed({ decay: value, rate: -steps * slope });
      },
      timeAt: (ratio) => 1 - decay.inverse(decayOf(ratio)) / steps,
      tensors(t) {
        const { value, slope } = decay.tensors(tf.mul(steps, tf.sub(1, t)));
        return decayedTensors({ decay: value, rate: tf.mul(-steps, slope) });
      },
    };
  },
};

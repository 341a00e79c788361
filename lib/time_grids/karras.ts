import type { Component } from "../component.ts";
import { type LevelOptions, levelOptions, noiseLevels } from "./noise_levels.ts";
import type { TimeGrid } from "./time_grid.ts";
import { timesOfRatios } from "./times_of_ratios.ts";

/**
 * The noise levels of Karras et al., `σ̃_i = (σ_max^{1/ρ} + i/(N − 1)·(σ_min^{1/ρ} − σ_max^{1/ρ}))^ρ`, as
 * times of the path with `σ/α = σ̃_i`.
 *
 * The highest level is not yet pure noise: on the linear path 80 is `t = 0.0123`. A source sample belongs at
 * `t = 0`, so the first step goes from there to the highest level, and the last from the lowest level to the
 * data at `t = 1`: `n` steps have `N = n − 1` levels between them. `edm` spends no step on reaching the
 * highest level.
 */
export const karras: Component<TimeGrid, LevelOptions> = {
  summary: "Karras's noise levels, with a first step that reaches the highest of them",
  formula: "σ/α = (σ_max^{1/ρ} + i/(N−1)·(σ_min^{1/ρ} − σ_max^{1/ρ}))^ρ,  N = n − 1, and the ends 0 and 1",
  reference: 'Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, ' +
    "equation 5, https://arxiv.org/abs/2206.00364",
  options: levelOptions,
  create(options) {
    const levels = noiseLevels(options);
    return { times: (steps, path) => timesOfRatios(levels(steps - 1).map((level) => 1 / level), path) };
  },
};

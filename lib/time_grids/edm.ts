import type { Component } from "../component.ts";
import { type LevelOptions, levelOptions, noiseLevels } from "./noise_levels.ts";
import type { TimeGrid } from "./time_grid.ts";
import { timesOfRatios } from "./times_of_ratios.ts";

/**
 * The discretisation of EDM's sampler: `n` noise levels of Karras et al. and the data, of which the highest
 * level counts as pure noise.
 *
 * EDM starts with a sample of `N(0, σ_max²)`, and Meta's flow_matching with a source sample at the time of
 * the level `σ_max`, `t = 0.0123` on the linear path, as if that were the marginal there. Here that first
 * time is moved to 0, where it is; all others are EDM's. So `n` steps have their inner times at the levels
 * `i = 1 … n − 1` of `n`, and `karras` with one step more has these and `σ_max` besides.
 */
export const edm: Component<TimeGrid, LevelOptions> = {
  summary: "EDM's discretisation: Karras's noise levels, the highest of which counts as pure noise",
  formula: "σ/α = (σ_max^{1/ρ} + i/(n−1)·(σ_min^{1/ρ} − σ_max^{1/ρ}))^ρ,  i = 1…n−1, and the ends 0 and 1",
  reference: 'Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, ' +
    "algorithm 1, https://arxiv.org/abs/2206.00364",
  options: levelOptions,
  create(options) {
    const levels = noiseLevels(options);
    return { times: (steps, path) => timesOfRatios(levels(steps).slice(1).map((level) => 1 / level), path) };
  },
};

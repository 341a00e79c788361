import { type Component, noOptions } from "../component.ts";
import type { TimeGrid } from "./time_grid.ts";

/**
 * Steps that shorten evenly towards the data: the noise level of the linear path is `1 − t_i = (1 − i/n)²`.
 *
 * The quadratic spacing of DDIM, which counts time from the data.
 */
export const quadratic: Component<TimeGrid> = {
  summary: "steps that shorten evenly towards the data",
  formula: "t_i = 1 − (1 − i/n)²",
  reference: 'Song, Meng and Ermon, "Denoising Diffusion Implicit Models", 2021, appendix D.2, ' +
    "https://arxiv.org/abs/2010.02502",
  options: noOptions,
  create: () => ({
    times: (steps) => new Float64Array(steps + 1).map((_, i) => i / steps * (2 - i / steps)),
  }),
};

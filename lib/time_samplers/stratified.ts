import { type Component, noOptions } from "../component.ts";
import { permutation } from "../random/permutation.ts";
import { belowOne } from "./inverse_transform.ts";
import type { TimeSampler } from "./time_sampler.ts";

/**
 * One time in each of `B` equal parts of `[0, 1)`, the parts in random order: `t_i = (π(i) + u_i)/B`.
 *
 * A batch covers all times, so its mean loss scatters less; each time alone is uniform, since any part can be
 * the one of any example.
 */
export const stratified: Component<TimeSampler> = {
  summary: "one time in each of as many equal parts as the batch has examples",
  formula: "t_i = (π(i) + u_i)/B,  π a random permutation",
  options: noOptions,
  create: () => ({
    sample(count, draws) {
      const part = permutation(count, draws);
      const times = new Float64Array(count);
      for (let i = 0; i < count; i++) times[i] = belowOne((part[i]! + draws.uniform()) / count);
      return times;
    },
    density: () => 1,
  }),
};

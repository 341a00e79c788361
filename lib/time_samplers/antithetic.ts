import { type Component, noOptions } from "../component.ts";
import { belowOne } from "./inverse_transform.ts";
import type { TimeSampler } from "./time_sampler.ts";

/**
 * Uniform times in pairs that mirror each other, `t` and `1 − t`, so that early and late times balance.
 *
 * Neighbours in the batch form a pair; the last example of an odd batch is alone. Each time alone is uniform.
 */
export const antithetic: Component<TimeSampler> = {
  summary: "uniform times in pairs t and 1 − t",
  formula: "t_2i = u_i;  t_2i+1 = 1 − u_i",
  options: noOptions,
  create: () => ({
    sample(count, draws) {
      const times = new Float64Array(count);
      for (let i = 0; i < count; i++) {
        times[i] = i % 2 === 0 ? draws.uniform() : belowOne(1 - times[i - 1]!);
      }
      return times;
    },
    density: () => 1,
  }),
};

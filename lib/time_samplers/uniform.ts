import { type Component, noOptions } from "../component.ts";
import type { TimeSampler } from "./time_sampler.ts";

/** Every time is equally likely, `t ~ U[0, 1)`. */
export const uniform: Component<TimeSampler> = {
  summary: "every time equally likely",
  formula: "t ~ U[0, 1)",
  options: noOptions,
  create: () => ({
    sample(count, draws) {
      const times = new Float64Array(count);
      for (let i = 0; i < count; i++) times[i] = draws.uniform();
      return times;
    },
    density: () => 1,
  }),
};

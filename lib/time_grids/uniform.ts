import { type Component, noOptions } from "../component.ts";
import type { TimeGrid } from "./time_grid.ts";

/** Steps of equal length, `t_i = i/n`. */
export const uniform: Component<TimeGrid> = {
  summary: "steps of equal length",
  formula: "t_i = i/n",
  options: noOptions,
  create: () => ({ times: (steps) => new Float64Array(steps + 1).map((_, i) => i / steps) }),
};

import { type Component, noOptions } from "../component.ts";
import type { Schedule } from "./schedule.ts";

/** The optimizer's own learning rate in every step. */
export const constant: Component<Schedule> = {
  summary: "the same learning rate in every step",
  formula: "f = 1",
  options: noOptions,
  create: () => ({ factor: () => 1 }),
};

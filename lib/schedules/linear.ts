import { z } from "zod";
import type { Component } from "../component.ts";
import { decay, decayOptions } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

const options = z.strictObject(decayOptions);

/** A warm-up, then a line down to the final factor, which the last step has. */
export const linear: Component<Schedule, z.output<typeof options>> = {
  summary: "the learning rate falls on a line, after a warm-up or none",
  formula: "f = n/w up to n = w, then c + (1−c)·(1−p), p = (n−w)/(N−w)",
  options,
  create: (chosen) => decay(chosen, (progress) => 1 - progress),
};

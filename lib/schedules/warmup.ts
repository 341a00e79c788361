import { z } from "zod";
import type { Component } from "../component.ts";
import type { Schedule } from "./schedule.ts";

const options = z.strictObject({
  warmupSteps: z.int().min(1).default(500).describe("the first step with the whole learning rate"),
});

/** A line from 0, where step 0 would be, to the whole learning rate in step `warmupSteps`; from there on constant. */
export const warmup: Component<Schedule, z.output<typeof options>> = {
  summary: "the learning rate rises on a line, and then stays",
  formula: "f = min(1, n/w)",
  reference: 'Goyal et al., "Accurate, Large Minibatch SGD", 2017, section 2.2, ' +
    "https://arxiv.org/abs/1706.02677",
  options,
  create: ({ warmupSteps }) => ({ factor: (step) => Math.min(1, step / warmupSteps) }),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import { decay, decayOptions } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

const options = z.strictObject(decayOptions);

/** A warm-up, then half a wave of a cosine down to the final factor, which the last step has; no restarts. */
export const cosine: Component<Schedule, z.output<typeof options>> = {
  summary: "the learning rate falls on half a cosine, after a warm-up or none",
  formula: "f = n/w up to n = w, then c + (1−c)·(1 + cos πp)/2, p = (n−w)/(N−w)",
  reference: 'Loshchilov and Hutter, "SGDR", 2017, equation 5, https://arxiv.org/abs/1608.03983',
  options,
  create: (chosen) => decay(chosen, (progress) => (1 + Math.cos(Math.PI * progress)) / 2),
};

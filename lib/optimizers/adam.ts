import { z } from "zod";
import type { Component } from "../component.ts";
import { adamOptions, adamUpdate } from "./adam_update.ts";
import type { Optimizer } from "./optimizer.ts";

const options = z.strictObject(adamOptions);

/** Adam, with PyTorch's defaults and PyTorch's place for epsilon. */
export const adam: Component<Optimizer, z.output<typeof options>> = {
  summary: "steps scaled by the running mean square of the gradient",
  formula: "m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  θ ← θ − η·m̂/(√v̂ + ε)",
  reference: 'Kingma and Ba, "Adam", 2015, algorithm 1, https://arxiv.org/abs/1412.6980',
  options,
  create: (chosen) => adamUpdate({ ...chosen, weightDecay: 0 }),
};

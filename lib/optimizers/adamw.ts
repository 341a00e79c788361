import { z } from "zod";
import type { Component } from "../component.ts";
import { adamOptions, adamUpdate } from "./adam_update.ts";
import type { Optimizer } from "./optimizer.ts";

const options = z.strictObject({
  ...adamOptions,
  weightDecay: z.number().min(0).max(1).default(0.01)
    .describe("how much of every parameter a step takes away, in parts of the learning rate"),
});

/**
 * Adam with decoupled weight decay, with PyTorch's defaults.
 *
 * The decay takes no part in the running means, and follows the learning rate through its schedule. It is that of
 * all parameters, biases too.
 */
export const adamw: Component<Optimizer, z.output<typeof options>> = {
  summary: "adam, and every parameter decays by a part of itself",
  formula: "m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  θ ← θ − η·(m̂/(√v̂ + ε) + λθ)",
  reference: 'Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2, ' +
    "https://arxiv.org/abs/1711.05101",
  options,
  create: adamUpdate,
};

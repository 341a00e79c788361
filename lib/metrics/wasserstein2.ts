import { z } from "zod";
import type { Component } from "../component.ts";
import type { Metric } from "./metric.ts";
import { optimalPlan } from "./optimal_plan.ts";
import { type SetDistance, setMetric } from "./set_distance.ts";

const options = z.strictObject({
  count: z.int().min(2).max(10000).default(1024)
    .describe(
      "how many samples are paired with as many data; time grows with its cube, memory with its square",
    ),
});

/** The distance `W₂ = √(min_π mean ‖x_i − y_π(i)‖²)` of two sets, by the exact optimal plan. */
export const wasserstein2Distance: SetDistance = {
  label: "Wasserstein distance W₂",
  protocol: {},
  between: (x, y, size) => Math.sqrt(optimalPlan(x, y, size).mean),
};

/**
 * The Wasserstein distance of samples from the test split, by {@linkcode wasserstein2Distance}.
 *
 * Two sets of one law have a positive distance, which shrinks slowly with their size: `floor` says how large it is.
 */
export const wasserstein2: Component<Metric, z.output<typeof options>> = {
  summary: "distance of samples from data by the exact optimal plan",
  formula: "W₂ = √(min_π (1/n)·Σ‖x_i − y_π(i)‖²)",
  reference:
    'Peyré and Cuturi, "Computational Optimal Transport", 2019, chapter 2, https://arxiv.org/abs/1803.00567',
  options,
  create: ({ count }) => setMetric(wasserstein2Distance, count),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import type { Dataset } from "./dataset.ts";
import { pointDataset, size } from "./points.ts";

const options = z.strictObject({
  size,
  dimensions: z.int().min(1).max(4096).default(2).describe("coordinates of a point"),
  mean: z.number().min(-1000).max(1000).default(1).describe("mean of every coordinate"),
  spread: z.number().positive().max(1000).default(0.5).describe("standard deviation of every coordinate"),
});

/**
 * One round Gaussian. All that flow matching computes is known for it in closed form, so whatever a run gets wrong
 * can be measured.
 */
export const gaussian: Component<Dataset, z.output<typeof options>> = {
  summary: "one Gaussian, for which everything is known in closed form",
  formula: "N(mean·1, spread²·I)",
  options,
  create: ({ size, dimensions, mean, spread }) =>
    pointDataset({
      name: "gaussian",
      options: { size, dimensions, mean, spread },
      size,
      dimensions,
      law: { weights: [1], means: [Array<number>(dimensions).fill(mean)], spreads: [spread] },
      classes: [],
      draw(out, draws) {
        for (let i = 0; i < dimensions; i++) out[i] = mean + spread * draws.normal();
      },
    }),
};

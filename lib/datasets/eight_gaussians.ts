import { z } from "zod";
import type { Component } from "../component.ts";
import type { Dataset } from "./dataset.ts";
import { pointDataset, size } from "./points.ts";

const options = z.strictObject({
  size,
  radius: z.number().positive().max(1000).default(5).describe("how far the centres are from the origin"),
  variance: z.number().min(0).max(1000).default(0.1).describe("variance of each Gaussian, per coordinate"),
});

const DIAGONAL = Math.SQRT1_2;
// deno-fmt-ignore
const CENTRES: readonly (readonly [number, number])[] = [
  [1, 0], [DIAGONAL, DIAGONAL], [0, 1], [-DIAGONAL, DIAGONAL],
  [-1, 0], [-DIAGONAL, -DIAGONAL], [0, -1], [DIAGONAL, -DIAGONAL],
];

/**
 * Eight round Gaussians of equal weight whose centres lie evenly on a circle.
 *
 * Radius and variance are those that torchcfm names, 5 and 0.1. Its code hands `√0.1` to a function that
 * expects a covariance, so its points have the variance 0.316: `variance: 0.31622776601683794` gives them.
 */
export const eightGaussians: Component<Dataset, z.output<typeof options>> = {
  summary: "eight Gaussians on a circle",
  formula: "⅛·Σₖ N(radius·(cos kπ/4, sin kπ/4), variance·I)",
  reference: 'Tong et al., "Improving and generalizing flow-based generative models", 2024, section 5, ' +
    "https://arxiv.org/abs/2302.00482",
  options,
  create({ size, radius, variance }) {
    const std = Math.sqrt(variance);
    return pointDataset({
      name: "eightGaussians",
      options: { size, radius, variance },
      size,
      law: {
        weights: CENTRES.map(() => 1 / CENTRES.length),
        means: CENTRES.map(([x, y]) => [radius * x, radius * y]),
        spreads: CENTRES.map(() => std),
      },
      classes: ["0°", "45°", "90°", "135°", "180°", "225°", "270°", "315°"],
      draw(out, draws, label) {
        const [x, y] = CENTRES[label]!;
        out[0] = radius * x + std * draws.normal();
        out[1] = radius * y + std * draws.normal();
      },
    });
  },
};

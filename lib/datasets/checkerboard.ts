import { z } from "zod";
import type { Component } from "../component.ts";
import type { Dataset } from "./dataset.ts";
import { pointDataset, size } from "./points.ts";

const options = z.strictObject({
  size,
  squares: z.int().min(2).max(32).multipleOf(2).default(4).describe("squares along a side, an even number"),
  extent: z.number().positive().max(1000).default(4).describe(
    "half the side: the board is [−extent, extent]²",
  ),
});

/**
 * The uniform distribution on the squares of one colour of a chess board.
 *
 * Columns and rows are counted from the lower left corner, which is filled: a point lies in a square whose
 * column and row add up to an even number.
 */
export const checkerboard: Component<Dataset, z.output<typeof options>> = {
  summary: "the dark squares of a chess board",
  formula: "uniform on {(x, y) : column(x) + row(y) even}",
  reference: 'Lipman et al., "Flow Matching Guide and Code", 2024, https://arxiv.org/abs/2412.06264',
  options,
  create({ size, squares, extent }) {
    const side = 2 * extent / squares;
    return pointDataset({
      name: "checkerboard",
      options: { size, squares, extent },
      size,
      classes: [],
      draw(out, draws) {
        const x = draws.uniform() * squares;
        const filled = draws.uniform() * squares / 2;
        const rank = Math.floor(filled);
        const row = 2 * rank + Math.floor(x) % 2;
        out[0] = x * side - extent;
        out[1] = (row + filled - rank) * side - extent;
      },
    });
  },
};

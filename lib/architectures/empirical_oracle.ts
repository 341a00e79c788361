import { z } from "zod";
import type { Component } from "../component.ts";
import type { Examples } from "../datasets/dataset.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Architecture, Oracle } from "./architecture.ts";
import { mixtureExpectation } from "./mixture_expectation.ts";
import { oracleProblem } from "./oracle_problem.ts";

const options = z.strictObject({
  count: z.int().min(1).max(1_000_000).default(1000)
    .describe("how many of the examples it knows, from the first on; the time of an answer grows with them"),
});

/** The first examples, each as a row of its own. */
function firstRows(examples: Examples, count: number, size: number): Float32Array[] {
  return Array.from({ length: Math.min(count, examples.size) }, (_, i) => {
    const row = new Float32Array(size);
    examples.read(i, row);
    return row;
  });
}

/**
 * The exact answer for data that are the examples themselves, each as likely as the other: what a network of
 * unlimited capacity learns. Every sample ends on an example.
 */
export const empiricalOracle: Component<Architecture<Oracle>, z.output<typeof options>> = {
  summary: "the exact answer for the examples themselves, which memorises them; nothing to train",
  formula: "E[x1 | x] = Σ r_i·x1_i,  r_i ∝ exp(−‖x − α·x1_i‖²/(2(σ² + γ²)))",
  options,
  create: ({ count }) => ({
    build(input) {
      const { interpolant } = oracleProblem(input, { name: "empiricalOracle", coupling: "independent" });
      return {
        endsInJump: true,
        open(examples) {
          const rows = firstRows(examples, count, sizeOf(input.shape));
          const law = {
            weights: rows.map(() => 1 / rows.length),
            means: rows as unknown as readonly number[][],
            spreads: rows.map(() => 0),
          };
          return mixtureExpectation(law, interpolant);
        },
      };
    },
  }),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import type { TimeGrid } from "./time_grid.ts";

const options = z.strictObject({
  times: z.array(z.number().min(0).max(1)).max(100_000).default([])
    .refine(
      (times) => times.every((t, i) => i === 0 || t > times[i - 1]!),
      "expected strictly increasing times",
    )
    .describe("the times between steps, strictly increasing; 0 and 1 may be left out"),
});

/** Times of one's own; as there are no others, the solver must take as many steps as they make. */
export const custom: Component<TimeGrid, z.output<typeof options>> = {
  summary: "times of one's own",
  options,
  create: ({ times: given }) => {
    const times = [0, ...given.filter((t) => t > 0 && t < 1), 1];
    return {
      times(steps) {
        const own = times.length - 1;
        if (steps === own) return Float64Array.from(times);
        throw new Failure(
          `The time grid's own times make ${own} ${own === 1 ? "step" : "steps"}, ` +
            `but the solver takes ${steps}: set the solver's steps to ${own}, ` +
            `or list ${steps - 1} ${steps === 2 ? "time" : "times"} between 0 and 1`,
          2,
        );
      },
    };
  },
};

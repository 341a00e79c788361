import { z } from "zod";
import type { Component } from "../component.ts";
import { shiftTime } from "./shift_time.ts";
import type { TimeGrid } from "./time_grid.ts";

const options = z.strictObject({
  shift: z.number().min(0.01).max(100).default(3)
    .describe("the factor s; 1 is uniform, larger ones take shorter steps near the noise"),
});

/**
 * Equal steps, shifted towards the noise as in Stable Diffusion 3: `t_i = u/(u + s(1 − u))`, `u = i/n`.
 *
 * Larger images keep more of their content at one noise level, so they need more steps near the noise.
 */
export const shift: Component<TimeGrid, z.output<typeof options>> = {
  summary: "equal steps, shifted towards the noise",
  formula: "t_i = u/(u + s·(1 − u)),  u = i/n",
  reference: 'Esser et al., "Scaling Rectified Flow Transformers", 2024, section 5.3.2, ' +
    "https://arxiv.org/abs/2403.03206",
  options,
  create: ({ shift }) => ({
    times: (steps) => new Float64Array(steps + 1).map((_, i) => shiftTime(i / steps, shift)),
  }),
};

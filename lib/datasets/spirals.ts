import { z } from "zod";
import type { Component } from "../component.ts";
import type { Dataset } from "./dataset.ts";
import { noise, pointDataset, size } from "./points.ts";

const options = z.strictObject({
  size,
  arms: z.int().min(1).max(32).default(2).describe("how many arms there are, each a class"),
  turns: z.number().positive().max(32).default(1.5).describe("how often an arm winds around the centre"),
  noise,
});

/** How far from the centre an arm ends. */
const RADIUS = 2;

/**
 * Archimedean spirals that start together in the middle, blurred.
 *
 * With `s = √u`, `u` uniform on `[0, 1)`, a point of arm `k = 1 … arms` has the radius `2s` and the angle
 * `2π·(turns·s + (k − 1)/arms)`; noise is added to both coordinates. Without noise the arms end at the radius 2.
 * The root makes the points about as dense at the outer end of an arm as near its middle.
 */
export const spirals: Component<Dataset, z.output<typeof options>> = {
  summary: "interleaving spiral arms",
  formula: "2s·(cos φ, sin φ), φ = 2π·(turns·s + (arm − 1)/arms), s = √u, u uniform on [0, 1), plus noise",
  reference: 'Lang and Witbrock, "Learning to Tell Two Spirals Apart", 1988, with points drawn at random',
  options,
  create: ({ size, arms, turns, noise }) =>
    pointDataset({
      name: "spirals",
      options: { size, arms, turns, noise },
      size,
      classes: Array.from({ length: arms }, (_, k) => `arm ${k + 1}`),
      draw(out, draws, label) {
        const along = Math.sqrt(draws.uniform());
        const angle = 2 * Math.PI * (turns * along + label / arms);
        out[0] = RADIUS * along * Math.cos(angle) + noise * draws.normal();
        out[1] = RADIUS * along * Math.sin(angle) + noise * draws.normal();
      },
    }),
};

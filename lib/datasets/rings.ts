import { z } from "zod";
import type { Component } from "../component.ts";
import type { Dataset } from "./dataset.ts";
import { noise, pointDataset, size } from "./points.ts";

const options = z.strictObject({
  size,
  rings: z.int().min(1).max(32).default(3).describe("how many circles there are, each a class"),
  noise,
});

/** The radius of the outermost ring. */
const RADIUS = 2;

/**
 * Concentric circles of equal weight, blurred.
 *
 * Ring `k = 1 … rings`, counted from the inside, has the radius `2k/rings`, and its angles are uniform; noise is
 * added to both coordinates. Without noise the outermost ring has the radius 2. Every ring gets as many points as
 * the others, so the inner ones are denser.
 */
export const rings: Component<Dataset, z.output<typeof options>> = {
  summary: "concentric circles",
  formula: "2·ring/rings·(cos φ, sin φ), φ uniform on [0, 2π), plus noise",
  options,
  create: ({ size, rings, noise }) =>
    pointDataset({
      name: "rings",
      options: { size, rings, noise },
      size,
      classes: Array.from({ length: rings }, (_, k) => `ring ${k + 1}`),
      draw(out, draws, label) {
        const radius = RADIUS * (label + 1) / rings;
        const angle = 2 * Math.PI * draws.uniform();
        out[0] = radius * Math.cos(angle) + noise * draws.normal();
        out[1] = radius * Math.sin(angle) + noise * draws.normal();
      },
    }),
};

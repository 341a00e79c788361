import { z } from "zod";
import type { Component } from "../component.ts";
import type { Dataset } from "./dataset.ts";
import { pointDataset, size } from "./points.ts";

const options = z.strictObject({
  size,
  noise: z.number().min(0).max(1).default(0.05)
    .describe("standard deviation of the Gaussian noise, in radii of the half circles"),
});

/**
 * Two interleaving half circles of radius 1, blurred, then centred and enlarged.
 *
 * With an angle `θ` uniform on `[0, π)` the upper moon is `(cos θ, sin θ)` and the lower one
 * `(1 − cos θ, ½ − sin θ)`; noise is added to both coordinates and `(x − ½, y − ¼)·4/3` is returned, so without
 * noise the set fills `[−2, 2] × [−1, 1]` and its circles stay circles.
 */
export const moons: Component<Dataset, z.output<typeof options>> = {
  summary: "two interleaving half circles",
  formula: "4/3·(x − ½, y − ¼);  upper (cos θ, sin θ), lower (1 − cos θ, ½ − sin θ), plus noise",
  reference: "scikit-learn, sklearn.datasets.make_moons, before centring and scaling",
  options,
  create: ({ size, noise }) =>
    pointDataset({
      name: "moons",
      options: { size, noise },
      size,
      classes: ["upper", "lower"],
      draw(out, draws, label) {
        const angle = Math.PI * draws.uniform();
        const x = label === 0 ? Math.cos(angle) : 1 - Math.cos(angle);
        const y = label === 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
        out[0] = (x + noise * draws.normal() - 0.5) * 4 / 3;
        out[1] = (y + noise * draws.normal() - 0.25) * 4 / 3;
      },
    }),
};

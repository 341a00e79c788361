import { z } from "zod";
import type { Component } from "../component.ts";
import type { Dataset } from "./dataset.ts";
import { noise, pointDataset, size } from "./points.ts";

const options = z.strictObject({
  size,
  noise,
});

/**
 * The letter S, two three-quarter circles of radius 1 that meet in the origin, blurred.
 *
 * With `t` uniform on `[−3π/2, 3π/2)` a point is `(sin t, sign(t)·(cos t − 1))`; noise is added to both coordinates.
 * The scale is scikit-learn's: without noise the set fills `[−1, 1] × [−2, 2]`, and its mean is 0.
 */
export const sCurve: Component<Dataset, z.output<typeof options>> = {
  summary: "the letter S",
  formula: "(sin t, sign(t)·(cos t − 1)), t uniform on [−3π/2, 3π/2), plus noise",
  reference: "scikit-learn, sklearn.datasets.make_s_curve, first and third coordinate",
  options,
  create: ({ size, noise }) =>
    pointDataset({
      name: "sCurve",
      options: { size, noise },
      size,
      classes: [],
      draw(out, draws) {
        const t = 3 * Math.PI * (draws.uniform() - 0.5);
        out[0] = Math.sin(t) + noise * draws.normal();
        out[1] = Math.sign(t) * (Math.cos(t) - 1) + noise * draws.normal();
      },
    }),
};

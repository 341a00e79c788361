import { z } from "zod";
import type { Component } from "../component.ts";
import type { Dataset } from "./dataset.ts";
import { noise, pointDataset, size } from "./points.ts";

const options = z.strictObject({
  size,
  noise,
});

/** The mean of `(t cos t, t sin t)` over the angles of the roll. */
const MEAN = [2, 2 / (3 * Math.PI)] as const;
const SCALE = 1 / 7;

/**
 * The cross-section of a Swiss roll, a spiral of one and a half turns, centred, made smaller and blurred.
 *
 * With `t` uniform on `[3π/2, 9π/2)` a point is `(t cos t − 2, t sin t − 2/(3π))/7`; noise is added to both
 * coordinates afterwards. Without noise the set lies in `[−2, 2]²`, reaches up to 1.99, and its mean is 0.
 */
export const swissRoll: Component<Dataset, z.output<typeof options>> = {
  summary: "the cross-section of a Swiss roll",
  formula: "(t cos t − 2, t sin t − 2/(3π))/7, t uniform on [3π/2, 9π/2), plus noise",
  reference: "scikit-learn, sklearn.datasets.make_swiss_roll, first and third coordinate, " +
    "before centring and scaling",
  options,
  create: ({ size, noise }) =>
    pointDataset({
      name: "swissRoll",
      options: { size, noise },
      size,
      classes: [],
      draw(out, draws) {
        const t = 1.5 * Math.PI * (1 + 2 * draws.uniform());
        out[0] = SCALE * (t * Math.cos(t) - MEAN[0]) + noise * draws.normal();
        out[1] = SCALE * (t * Math.sin(t) - MEAN[1]) + noise * draws.normal();
      },
    }),
};

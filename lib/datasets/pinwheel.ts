import { z } from "zod";
import type { Component } from "../component.ts";
import type { Dataset } from "./dataset.ts";
import { pointDataset, size } from "./points.ts";

const options = z.strictObject({
  size,
  arms: z.int().min(1).max(32).default(5).describe("how many arms there are, each a class"),
  radialSpread: z.number().min(0).max(1).default(0.3)
    .describe("standard deviation along an arm, as a part of its middle's distance from the centre"),
  tangentialSpread: z.number().min(0).max(1).default(0.1)
    .describe("standard deviation across an arm, as a part of its middle's distance from the centre"),
  twist: z.number().min(-10).max(10).default(0.25)
    .describe("how strongly the arms bend: a point is turned clockwise by twist·exp(r) radians"),
});

/** Brings what lies within two standard deviations along the default arms into the disc of radius 2. */
const SCALE = 5 / 4;

/**
 * Elongated Gaussians around a centre, twisted the more the farther out they are.
 *
 * With `r ~ N(1, radialSpread²)` along an arm and `s ~ N(0, tangentialSpread²)` across it, the point `5/4·(r, s)`
 * of arm `k = 1 … arms` is turned clockwise by the angle `2π·(k − 1)/arms + twist·exp(r)`. With the default options
 * about 97.7 % of the points lie in the disc of radius 2.
 */
export const pinwheel: Component<Dataset, z.output<typeof options>> = {
  summary: "twisted arms around a centre",
  formula: "5/4·(r cos φ + s sin φ, s cos φ − r sin φ), φ = 2π·(arm − 1)/arms + twist·exp(r), " +
    "r ~ N(1, radialSpread²), s ~ N(0, tangentialSpread²)",
  reference:
    'Johnson et al., "Composing graphical models with neural networks for structured representations ' +
    'and fast inference", 2016, before scaling, https://arxiv.org/abs/1603.06277',
  options,
  create: ({ size, arms, radialSpread, tangentialSpread, twist }) =>
    pointDataset({
      name: "pinwheel",
      options: { size, arms, radialSpread, tangentialSpread, twist },
      size,
      classes: Array.from({ length: arms }, (_, k) => `arm ${k + 1}`),
      draw(out, draws, label) {
        const along = 1 + radialSpread * draws.normal();
        const across = tangentialSpread * draws.normal();
        const angle = 2 * Math.PI * label / arms + twist * Math.exp(along);
        const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
        out[0] = SCALE * (along * cosine + across * sine);
        out[1] = SCALE * (across * cosine - along * sine);
      },
    }),
};

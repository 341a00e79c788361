import { z } from "zod";
import type { Component } from "../component.ts";
import { importance } from "./importance.ts";
import type { Weighting } from "./weighting.ts";

const options = z.strictObject({
  importance,
  cap: z.number().positive().max(1e6).default(5)
    .describe("the signal-to-noise ratio α²/σ² from which on errors in the data count no more"),
});

/**
 * The squared error of the expected data times the signal-to-noise ratio, capped: `min(α²/σ², cap)·‖x̂1 − x1‖²`.
 *
 * The cap keeps nearly clean examples, which teach little, from ruling the loss. For a network that predicts noise
 * on a variance-preserving path this is `min(SNR, cap)/SNR·‖x̂0 − x0‖²`.
 */
export const minSnr: Component<Weighting, z.output<typeof options>> = {
  summary: "the error of the data times the capped signal-to-noise ratio",
  formula: "w = min(α²/σ², cap)·(∂x̂1/∂output)²",
  reference: 'Hang et al., "Efficient Diffusion Training via Min-SNR Weighting Strategy", 2023, ' +
    "https://arxiv.org/abs/2303.09556",
  options,
  create: ({ importance, cap }) => ({
    importance,
    weight: ({ alpha, sigma }, { data }) => Math.min(alpha ** 2 / sigma ** 2, cap) * data ** 2,
  }),
};

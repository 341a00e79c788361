import { z } from "zod";
import type { Component } from "../component.ts";
import { importance } from "./importance.ts";
import type { Weighting } from "./weighting.ts";

const options = z.strictObject({ importance });

/**
 * The weight that makes the squared error of any target that of the velocity:
 * `‖v̂ − v‖² = (D/σ)²·‖x̂1 − x1‖² = (D/α)²·‖x̂0 − x0‖² = (σD/α)²·‖ŝ − s‖²` with `D = α̇σ − σ̇α`.
 */
export const velocityEquivalent: Component<Weighting, z.output<typeof options>> = {
  summary: "the squared error of the velocity, whatever the target",
  formula: "w = (∂v/∂output)²",
  reference: 'Kingma and Gao, "Understanding Diffusion Objectives as the ELBO", 2023, appendix D, ' +
    "https://arxiv.org/abs/2303.00848",
  options,
  create: ({ importance }) => ({ importance, weight: (_, { velocity }) => velocity ** 2 }),
};

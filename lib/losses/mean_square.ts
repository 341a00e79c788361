import { type Component, noOptions } from "../component.ts";
import { meanSquareError } from "../tensor/mean_square_error.ts";
import type { Loss } from "./loss.ts";

/** The squared error, averaged over the entries of an example. */
export const meanSquare: Component<Loss> = {
  summary: "squared error",
  formula: "mean (output − regressand)²",
  options: noOptions,
  create: () => ({ distance: meanSquareError }),
};

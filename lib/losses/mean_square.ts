import { type Component, noOptions } from "../component.ts";
import * as tf from "../tensor/tf.ts";
import type { Loss } from "./loss.ts";

/** The squared error, every time weighted alike. */
export const meanSquare: Component<Loss> = {
  summary: "squared error, every time weighted alike",
  formula: "mean (output − regressand)²",
  options: noOptions,
  create: () => ({
    distance: (prediction, regressand) => tf.squaredDifference(prediction, regressand),
    weight: () => 1,
  }),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import { meanSquareError } from "../tensor/mean_square_error.ts";
import * as tf from "../tensor/tf.ts";
import type { Loss } from "./loss.ts";

const options = z.strictObject({
  width: z.number().positive().max(1000).default(0.1)
    .describe("the error, as a root mean square per entry, from which on the loss grows linearly"),
});

/**
 * Quadratic for small errors and linear for large ones, example by example: `√(e² + c²) − c`, where `e` is the root
 * mean square of an example's errors and `c` the width.
 *
 * Its minimiser lies between the conditional mean and the conditional median, so it is biased where the regressand
 * is skewed; in return no example pulls with more than unit force.
 */
export const pseudoHuber: Component<Loss, z.output<typeof options>> = {
  summary: "quadratic for small errors, linear for large ones",
  formula: "√(mean (output − regressand)² + c²) − c",
  reference: 'Song and Dhariwal, "Improved Techniques for Training Consistency Models", 2023, section 3.3, ' +
    "https://arxiv.org/abs/2310.14189",
  options,
  create: ({ width }) => ({
    distance(prediction, regressand) {
      const error = meanSquareError(prediction, regressand);
      // e²/(√(e² + c²) + c) is the same without the difference of two close numbers.
      return tf.div(error, tf.add(tf.sqrt(tf.add(error, width ** 2)), width));
    },
  }),
};

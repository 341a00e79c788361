import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { meanOf, varianceOfMean } from "./mean.ts";
import type { Metric } from "./metric.ts";

const UNKNOWN =
  "The least possible loss is not known: expected dataset gaussian, source gaussian, coupling independent or " +
  "schrodingerBridge, and loss meanSquare for excessOverFloor; lossByTime shows the loss of any model";

const options = z.strictObject({
  count: z.int().min(2).max(1_000_000).default(4096).describe("how many new pairs"),
});

/**
 * How much more than the least possible a model loses: the mean over new pairs of the squared error, weighted as in
 * training, less the least that it can be on average at the pair's time.
 *
 * The least is known where source and data are normal, with independent pairs or those of a Schrödinger bridge, and the
 * loss is the squared error. Then the number is a training's grade on an absolute scale: 0 for a perfect network, and
 * below it by chance alone, of the size of `standardError`. The pairs are of the test split, at times drawn as in
 * training, and the network is the averaged one, which is sampled from.
 */
export const excessOverFloor: Component<Metric, z.output<typeof options>> = {
  summary: "the loss on new data above the least possible, where that is known: for Gaussian data",
  formula: "E[w(t)·(mean‖u_θ(x_t, t) − regressand‖² − Var(regressand | x_t))]",
  options,
  create: ({ count }) => ({
    solvers: [],
    refuses: ({ hasFloor }) => hasFloor ? undefined : UNKNOWN,
    async evaluate({ regressionErrors, objective }) {
      const { errors, floors } = await regressionErrors({ count });
      if (floors === undefined) throw new Failure(UNKNOWN, 2);
      const excess = errors.weighted.map((error, pair) => error - floors.weighted[pair]!);
      return {
        value: meanOf(excess),
        protocol: { samples: count, split: "test", ...objective },
        details: {
          standardError: Math.sqrt(varianceOfMean(excess)),
          meanLoss: meanOf(errors.weighted),
          meanFloor: meanOf(floors.weighted),
        },
      };
    },
  }),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import { sizeOf } from "../tensor/shape.ts";
import { meanOf, varianceOfMean } from "./mean.ts";
import type { Metric } from "./metric.ts";
import { walk, walkOptions } from "./path_energy.ts";

const options = z.strictObject(walkOptions);

/**
 * How far the ways of samples are from straight lines at constant speed: the mean, over samples and times, of the
 * squared distance between the velocity and the average velocity `Z₁ − Z₀`.
 *
 * The mean square of a deviation is the mean square less the square of the mean: `S = ∫E‖v‖² dt − E‖Z₁ − Z₀‖²`.
 * It is 0 exactly if a single Euler step arrives where many do. It sums over coordinates, in the unit of the data
 * squared; `perEntry` is its part of each.
 */
export const straightness: Component<Metric, z.output<typeof options>> = {
  summary:
    "how far the ways of samples are from straight lines at constant speed; 0 if one Euler step is exact",
  formula: "S = ∫₀¹ E‖(Z₁ − Z₀) − v(Z_t, t)‖² dt",
  reference:
    'Liu, Gong and Liu, "Flow Straight and Fast", 2022, section 2.2, https://arxiv.org/abs/2209.03003',
  options,
  create: ({ count, steps }) => ({
    solvers: [],
    async evaluate(context) {
      const x0 = await context.source(count);
      const { energies, squaredDisplacements } = await walk(context, x0, steps);
      const deviations = energies.map((energy, i) => energy - squaredDisplacements[i]!);
      const value = meanOf(deviations);
      return {
        value,
        protocol: { samples: count, solver: "euler", steps },
        details: {
          standardError: Math.sqrt(varianceOfMean(deviations)),
          perEntry: value / sizeOf(context.shape),
          pathEnergy: meanOf(energies),
          squaredDisplacement: meanOf(squaredDisplacements),
        },
      };
    },
  }),
};

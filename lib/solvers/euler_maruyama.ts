import type { Component } from "../component.ts";
import { marginalSde, type MarginalSdeOptions, marginalSdeOptions, type SdeMethod } from "./marginal_sde.ts";
import type { Solver } from "./solver.ts";

const method: SdeMethod = {
  name: "eulerMaruyama",
  order: 1,
  start: () => async (x, { field, from, to, variances: [variance], increment }) => {
    const drift = await field.drift(x, from, variance);
    const h = to - from;
    const g = Math.sqrt(variance);
    for (let e = 0; e < x.length; e++) x[e] = x[e]! + (h * drift[e]! + g * increment[e]!);
    return 1;
  },
};

/**
 * The method of Euler and Maruyama for an SDE with the marginals of the velocity field; see
 * {@linkcode marginalSde} for where it adds no noise, and how much it can bear.
 *
 * Its weak order is 1. So is its strong order, since `g` depends on the time alone.
 */
export const eulerMaruyama: Component<Solver, MarginalSdeOptions> = {
  summary: "an SDE with the same marginals, one evaluation a step, order 1",
  formula: "x ← x + h·(v + ½g²s)(x, t) + g(t)·ΔW",
  reference:
    'Kloeden and Platen, "Numerical Solution of Stochastic Differential Equations", 1992, section 10.2',
  options: marginalSdeOptions,
  create: (options) => marginalSde(method, options),
};

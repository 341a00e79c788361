import type { Component } from "../component.ts";
import {
  marginalSde,
  type MarginalSdeOptions,
  marginalSdeOptions,
  type SdeMethod,
  type SdeStep,
} from "./marginal_sde.ts";
import type { Solver, State } from "./solver.ts";

const method: SdeMethod = {
  name: "stochasticHeun",
  order: 2,
  start<S extends State>(state: S): (x: S, step: SdeStep<S>) => Promise<number> {
    const first = state.slice() as S;
    const point = state.slice() as S;
    return async (x: S, { field, from, to, variances, increment, isLast }: SdeStep<S>) => {
      const h = to - from;
      // The variance of the noise is the integral of g² by the trapezoidal rule.
      const g = Math.sqrt((variances[0] + variances[1]) / 2);
      first.set(await field.drift(x, from, variances[0]));
      for (let e = 0; e < x.length; e++) point[e] = x[e]! + (h * first[e]! + g * increment[e]!);
      if (isLast) {
        x.set(point);
        return 1;
      }
      const second = await field.drift(point, to, variances[1]);
      for (let e = 0; e < x.length; e++) {
        x[e] = x[e]! + (h / 2 * (first[e]! + second[e]!) + g * increment[e]!);
      }
      return 2;
    };
  },
};

/**
 * Heun's method for an SDE with the marginals of the velocity field: predictor and corrector see the same
 * noise. See {@linkcode marginalSde} for where it adds none, and how much it can bear.
 *
 * Its weak order is 2, and its strong order 1, since `g` depends on the time alone. A step to `t = 1`, or to
 * another time with `σ = 0`, is Euler's, with one evaluation, and nothing is asked at that time.
 */
export const stochasticHeun: Component<Solver, MarginalSdeOptions> = {
  summary: "an SDE with the same marginals, two evaluations a step, order 2",
  formula: "y = x + h·f(x, t) + ḡ·ΔW;  x ← x + (h/2)·(f(x, t) + f(y, t + h)) + ḡ·ΔW;  f = v + ½g²s",
  reference:
    'Kloeden and Platen, "Numerical Solution of Stochastic Differential Equations", 1992, section 15.1',
  options: marginalSdeOptions,
  create: (options) => marginalSde(method, options),
};

import type { Component } from "../component.ts";
import { type EmbeddedOptions, embeddedOptions, embeddedRungeKutta } from "./embedded.ts";
import type { Solver } from "./solver.ts";
import type { EmbeddedTableau } from "./tableau.ts";

/** The coefficients of Dormand and Prince's pair RK5(4)7M. */
export const dopri5Tableau: EmbeddedTableau = {
  name: "dopri5",
  order: 5,
  c: [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1],
  a: [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ],
  b: [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84, 0],
  embedded: { order: 4, b: [5179 / 57600, 0, 7571 / 16695, 393 / 640, -92097 / 339200, 187 / 2100, 1 / 40] },
};

/** The pair of Dormand and Prince, which most programs solve ODEs with unless told otherwise. */
export const dopri5: Component<Solver, EmbeddedOptions> = {
  summary: "adaptive, six evaluations a step, order 5; the usual choice",
  reference: 'Dormand and Prince, "A family of embedded Runge-Kutta formulae", 1980',
  options: embeddedOptions,
  create: (options) => embeddedRungeKutta(dopri5Tableau, options),
};

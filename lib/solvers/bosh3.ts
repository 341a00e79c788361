import type { Component } from "../component.ts";
import { type EmbeddedOptions, embeddedOptions, embeddedRungeKutta } from "./embedded.ts";
import type { Solver } from "./solver.ts";
import type { EmbeddedTableau } from "./tableau.ts";

/** The coefficients of Bogacki and Shampine's pair. */
export const bosh3Tableau: EmbeddedTableau = {
  name: "bosh3",
  order: 3,
  c: [0, 1 / 2, 3 / 4, 1],
  a: [[], [1 / 2], [0, 3 / 4], [2 / 9, 1 / 3, 4 / 9]],
  b: [2 / 9, 1 / 3, 4 / 9, 0],
  embedded: { order: 2, b: [7 / 24, 1 / 4, 1 / 3, 1 / 8] },
};

/**
 * The pair of Bogacki and Shampine, for low accuracy: Ralston's method of order 3 with an estimate of order
 * 2.
 */
export const bosh3: Component<Solver, EmbeddedOptions> = {
  summary: "adaptive, three evaluations a step, order 3",
  reference: 'Bogacki and Shampine, "A 3(2) Pair of Runge-Kutta Formulas", 1989',
  options: embeddedOptions,
  create: (options) => embeddedRungeKutta(bosh3Tableau, options),
};

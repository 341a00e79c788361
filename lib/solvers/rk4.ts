import { z } from "zod";
import type { Component } from "../component.ts";
import { rungeKutta } from "./runge_kutta.ts";
import type { Solver } from "./solver.ts";
import { stepsField } from "./steps.ts";
import type { Tableau } from "./tableau.ts";

const options = z.strictObject({ steps: stepsField(25) });

/** The coefficients of the classic method. */
export const rk4Tableau: Tableau = {
  name: "rk4",
  order: 4,
  c: [0, 1 / 2, 1 / 2, 1],
  a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
};

/** The classic method of Runge and Kutta: Simpson's rule with two estimates of the velocity in the middle. */
export const rk4: Component<Solver, z.output<typeof options>> = {
  summary: "the classic Runge-Kutta method, four evaluations a step, order 4",
  formula: "x ← x + (h/6)·(k₁ + 2k₂ + 2k₃ + k₄)",
  reference: 'Kutta, "Beitrag zur näherungsweisen Integration totaler Differentialgleichungen", 1901',
  options,
  create: ({ steps }) => rungeKutta(rk4Tableau, steps),
};

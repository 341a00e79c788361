import { z } from "zod";
import type { Component } from "../component.ts";
import { rungeKutta } from "./runge_kutta.ts";
import type { Solver } from "./solver.ts";
import { stepsField } from "./steps.ts";
import type { Tableau } from "./tableau.ts";

const options = z.strictObject({ steps: stepsField(25) });

/** The coefficients of Kutta's method of order 3. */
export const kutta3Tableau: Tableau = {
  name: "kutta3",
  order: 3,
  c: [0, 1 / 2, 1],
  a: [[], [1 / 2], [-1, 2]],
  b: [1 / 6, 2 / 3, 1 / 6],
};

/** Kutta's method of order 3: Simpson's rule. */
export const kutta3: Component<Solver, z.output<typeof options>> = {
  summary: "Simpson's rule, three evaluations a step, order 3",
  formula: "x ← x + (h/6)·(k₁ + 4k₂ + k₃)",
  reference: 'Kutta, "Beitrag zur näherungsweisen Integration totaler Differentialgleichungen", 1901',
  options,
  create: ({ steps }) => rungeKutta(kutta3Tableau, steps),
};

import { z } from "zod";
import type { Component } from "../component.ts";
import { rungeKutta } from "./runge_kutta.ts";
import type { Solver } from "./solver.ts";
import { stepsField } from "./steps.ts";
import type { Tableau } from "./tableau.ts";

const options = z.strictObject({ steps: stepsField(25) });

const tableau: Tableau = {
  name: "rk4ThreeEighths",
  order: 4,
  c: [0, 1 / 3, 2 / 3, 1],
  a: [[], [1 / 3], [-1 / 3, 1], [1, -1, 1]],
  b: [1 / 8, 3 / 8, 3 / 8, 1 / 8],
};

/** Kutta's 3/8 rule, whose error is a little smaller than the classic method's at the same cost. */
export const rk4ThreeEighths: Component<Solver, z.output<typeof options>> = {
  summary: "Kutta's 3/8 rule, four evaluations a step, order 4",
  formula: "x ← x + (h/8)·(k₁ + 3k₂ + 3k₃ + k₄)",
  reference: 'Kutta, "Beitrag zur näherungsweisen Integration totaler Differentialgleichungen", 1901',
  options,
  create: ({ steps }) => rungeKutta(tableau, steps),
};

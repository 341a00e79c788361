import { z } from "zod";
import type { Component } from "../component.ts";
import { rungeKutta } from "./runge_kutta.ts";
import type { Solver } from "./solver.ts";
import { stepsField } from "./steps.ts";
import type { Tableau } from "./tableau.ts";

const options = z.strictObject({ steps: stepsField(25) });

const tableau: Tableau = { name: "ralston", order: 2, c: [0, 2 / 3], a: [[], [2 / 3]], b: [1 / 4, 3 / 4] };

/** Ralston's method, which has the least bound on its error among the methods of order 2 with two stages. */
export const ralston: Component<Solver, z.output<typeof options>> = {
  summary: "the velocities at the start and two thirds into the step, two evaluations a step, order 2",
  formula: "k = v(x, t);  x ← x + (h/4)·(k + 3·v(x + (2h/3)·k, t + 2h/3))",
  reference: 'Ralston, "Runge-Kutta Methods with Minimum Error Bounds", 1962',
  options,
  create: ({ steps }) => rungeKutta(tableau, steps),
};

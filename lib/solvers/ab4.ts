import { z } from "zod";
import type { Component } from "../component.ts";
import { adamsBashforth } from "./adams_bashforth.ts";
import { rk4Tableau } from "./rk4.ts";
import type { Solver } from "./solver.ts";
import { stepsField } from "./steps.ts";

const options = z.strictObject({ steps: stepsField(50) });

/** The Adams-Bashforth method of order 4, started by the classic Runge-Kutta method. */
export const ab4: Component<Solver, z.output<typeof options>> = {
  summary: "the last four velocities, one evaluation a step once it has started, order 4",
  formula: "x ← x + (h/24)·(55vₙ − 59vₙ₋₁ + 37vₙ₋₂ − 9vₙ₋₃) on equal steps",
  reference: 'Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, section III.1',
  options,
  create: ({ steps }) => adamsBashforth({ order: 4, starter: rk4Tableau, steps }),
};

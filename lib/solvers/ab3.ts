import { z } from "zod";
import type { Component } from "../component.ts";
import { adamsBashforth } from "./adams_bashforth.ts";
import { kutta3Tableau } from "./kutta3.ts";
import type { Solver } from "./solver.ts";
import { stepsField } from "./steps.ts";

const options = z.strictObject({ steps: stepsField(50) });

/** The Adams-Bashforth method of order 3, started by Kutta's method of order 3. */
export const ab3: Component<Solver, z.output<typeof options>> = {
  summary: "the last three velocities, one evaluation a step once it has started, order 3",
  formula: "x ← x + (h/12)·(23vₙ − 16vₙ₋₁ + 5vₙ₋₂) on equal steps",
  reference: 'Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, section III.1',
  options,
  create: ({ steps }) => adamsBashforth({ order: 3, starter: kutta3Tableau, steps }),
};

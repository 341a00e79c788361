import { z } from "zod";
import type { Component } from "../component.ts";
import { adamsBashforth } from "./adams_bashforth.ts";
import { heunTableau } from "./heun.ts";
import type { Solver } from "./solver.ts";
import { stepsField } from "./steps.ts";

const options = z.strictObject({ steps: stepsField(50) });

/** The Adams-Bashforth method of order 2, started by Heun's method. */
export const ab2: Component<Solver, z.output<typeof options>> = {
  summary: "the last two velocities, one evaluation a step once it has started, order 2",
  formula: "x ← x + h·((1 + r/2)·vₙ − (r/2)·vₙ₋₁), r = h/hₙ₋₁",
  reference: 'Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, section III.1',
  options,
  create: ({ steps }) => adamsBashforth({ order: 2, starter: heunTableau, steps }),
};

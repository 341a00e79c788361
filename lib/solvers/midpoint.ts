import { z } from "zod";
import type { Component } from "../component.ts";
import { rungeKutta } from "./runge_kutta.ts";
import type { Solver } from "./solver.ts";
import { stepsField } from "./steps.ts";
import type { Tableau } from "./tableau.ts";

const options = z.strictObject({ steps: stepsField(50) });

const tableau: Tableau = { name: "midpoint", order: 2, c: [0, 1 / 2], a: [[], [1 / 2]], b: [0, 1] };

/** The explicit midpoint method: a step with the velocity that an Euler step of half the length finds. */
export const midpoint: Component<Solver, z.output<typeof options>> = {
  summary: "the velocity halfway through the step, two evaluations a step, order 2",
  formula: "x ← x + h·v(x + (h/2)·v(x, t), t + h/2)",
  reference: 'Runge, "Über die numerische Auflösung von Differentialgleichungen", 1895',
  options,
  create: ({ steps }) => rungeKutta(tableau, steps),
};

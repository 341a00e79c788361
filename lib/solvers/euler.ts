import { z } from "zod";
import type { Component } from "../component.ts";
import { rungeKutta, uncheckedRungeKutta } from "./runge_kutta.ts";
import type { Solver } from "./solver.ts";
import { stepsField } from "./steps.ts";
import type { Tableau } from "./tableau.ts";

const options = z.strictObject({
  steps: stepsField(100),
  evaluateAt: z.enum(["start", "end"]).default("start")
    .describe(
      "the time that the velocity is told: end pairs the point at a step's start with the time of its end," +
        " as some tutorials do; that is not Euler's method, although its order is 1 too",
    ),
});

const tableau: Tableau = { name: "euler", order: 1, c: [0], a: [[]], b: [1] };

/**
 * Euler's method, `x ← x + h·v(x, t)`.
 *
 * With `evaluateAt: end` the step is `x ← x + h·v(x, t + h)`: the time runs ahead of the point. It converges,
 * to first order, but no tableau describes it, and it calls the velocity at the final time and never at the
 * initial. It is here because demonstrations of flow matching sample with it.
 */
export const euler: Component<Solver, z.output<typeof options>> = {
  summary: "one evaluation a step, order 1",
  formula: "x ← x + h·v(x, t)",
  reference: 'Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, section I.7',
  options,
  create: ({ steps, evaluateAt }) =>
    evaluateAt === "start" ? rungeKutta(tableau, steps) : uncheckedRungeKutta({ ...tableau, c: [1] }, steps),
};

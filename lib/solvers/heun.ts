import { z } from "zod";
import type { Component } from "../component.ts";
import { rungeKutta } from "./runge_kutta.ts";
import type { Solver } from "./solver.ts";
import { stepsField } from "./steps.ts";
import type { Tableau } from "./tableau.ts";

const options = z.strictObject({ steps: stepsField(25) });

/** The coefficients of Heun's method. */
export const heunTableau: Tableau = { name: "heun", order: 2, c: [0, 1], a: [[], [1]], b: [1 / 2, 1 / 2] };

/** Heun's method, the explicit trapezoidal rule: the mean of the velocities at both ends of an Euler step. */
export const heun: Component<Solver, z.output<typeof options>> = {
  summary: "the mean velocity of both ends of the step, two evaluations a step, order 2",
  formula: "k = v(x, t);  x ← x + (h/2)·(k + v(x + h·k, t + h))",
  reference: 'Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, ' +
    "section 3, https://arxiv.org/abs/2206.00364",
  options,
  create: ({ steps }) => rungeKutta(heunTableau, steps),
};

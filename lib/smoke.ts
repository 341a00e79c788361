import type { Choice } from "./component.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";

/** Training steps of a smoke run. */
const STEPS = 3;
/** Samples of a smoke run. */
const SAMPLES = 4;
/** Solver steps of a smoke run. */
const SOLVER_STEPS = 2;

/** Samples that a metric of a smoke run looks at. */
const MEASURED = 16;

/** A metric's options with fewer samples, steps and settings. */
function shrunk(choice: Choice): Record<string, unknown> {
  const smaller = (key: string, value: unknown): unknown => {
    if (Array.isArray(value) && value.every((entry) => typeof entry === "number")) return value.slice(0, 2);
    if (typeof value !== "number") return value;
    return key === "count"
      ? Math.min(value, MEASURED)
      : key === "steps"
      ? Math.min(value, SOLVER_STEPS)
      : value;
  };
  return Object.fromEntries(Object.entries(choice).map(([key, value]) => [key, smaller(key, value)]));
}

/**
 * The arguments that turn an experiment into a smoke test of itself: a few steps of everything.
 *
 * @param config The resolved experiment.
 * @returns `key.sub=value` arguments; nothing is made larger than it was.
 */
export function smokeOverrides({ training, sampling, evaluation }: ExperimentConfig): string[] {
  const solverSteps = sampling.solver["steps"];
  return [
    `training.steps=${Math.min(STEPS, training.steps ?? STEPS)}`,
    `sampling.count=${Math.min(SAMPLES, sampling.count)}`,
    // A grid that lists its own times has as many steps as it has.
    ...typeof solverSteps === "number" && sampling.timeGrid["times"] === undefined
      ? [`sampling.solver.steps=${Math.min(SOLVER_STEPS, solverSteps)}`]
      : [],
    ...evaluation.length > 0 ? [`evaluation=${JSON.stringify(evaluation.map(shrunk))}`] : [],
  ];
}

import type { ExperimentConfig } from "./config/experiment_config.ts";

/** Training steps of a smoke run. */
const STEPS = 3;
/** Samples of a smoke run. */
const SAMPLES = 4;
/** Solver steps of a smoke run. */
const SOLVER_STEPS = 2;

/**
 * The arguments that turn an experiment into a smoke test of itself: a few steps of everything.
 *
 * @param config The resolved experiment.
 * @returns `key.sub=value` arguments; nothing is made larger than it was.
 */
export function smokeOverrides({ training, sampling }: ExperimentConfig): string[] {
  const solverSteps = sampling.solver["steps"];
  return [
    `training.steps=${Math.min(STEPS, training.steps ?? STEPS)}`,
    `sampling.count=${Math.min(SAMPLES, sampling.count)}`,
    ...typeof solverSteps === "number"
      ? [`sampling.solver.steps=${Math.min(SOLVER_STEPS, solverSteps)}`]
      : [],
  ];
}

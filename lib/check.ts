import type { Experiment } from "./config/resolve.ts";
import { trace } from "./engines/onnx/trace.ts";
import { isOracle } from "./architectures/architecture.ts";
import { createParts } from "./parts.ts";
import { parameterCount } from "./tensor/parameters.ts";
import { trainStep } from "./training/step.ts";

/** What is known of an experiment before it runs. */
export interface Findings {
  /** The numbers that are trained. */
  readonly parameters: number;
  /** Operations in the graph of one training step. */
  readonly operations: number;
}

/**
 * Checks everything about an experiment that needs no computation: its parts are created, its network is laid
 * out for its data, and its training step is traced but not run.
 *
 * @param experiment The resolved experiment.
 * @returns What was found.
 * @throws {Failure} If parts do not fit together, or the step cannot be compiled.
 */
export function checkExperiment(experiment: Experiment): Findings {
  const { config } = experiment;
  const parts = createParts(experiment);
  const { network } = parts;
  if (isOracle(network)) return { parameters: 0, operations: 0 };
  const { step, signature } = trainStep({ ...parts, ...config.training, network });
  return {
    parameters: parameterCount(network.parameters),
    operations: trace(step, signature, 0).nodes().length,
  };
}

import { isOracle } from "../architectures/architecture.ts";
import type { ExperimentConfig } from "../config/experiment_config.ts";
import { densityFaults } from "../model.ts";
import type { Parts } from "../parts.ts";
import type { Clash } from "./clash.ts";
import { conditioningClashes } from "./conditioning_clashes.ts";
import { solverClashes } from "./solver_clashes.ts";
import { targetClashes, weightingClashes } from "./target_clashes.ts";

/**
 * Finds choices that are valid one by one, but not together.
 *
 * @param parts What the experiment chose, created.
 * @param config What it is called in the file.
 * @returns Every clash, with the reason and what would do.
 */
export function clashes(parts: Parts, config: ExperimentConfig): Clash[] {
  return [
    ...shapeClashes(parts, config),
    ...targetClashes(parts, config),
    ...weightingClashes(parts, config),
    ...couplingClashes(parts, config),
    ...solverClashes(parts, config),
    ...metricClashes(parts, config),
    ...oracleClashes(parts, config),
    ...conditioningClashes(parts, config),
  ];
}

/** A source of other samples than the data. */
function shapeClashes({ shape, source }: Parts, { dataset, source: { name } }: ExperimentConfig): Clash[] {
  if (source.shape === undefined || `${source.shape}` === `${shape}`) return [];
  const rule = `expected samples of the data's shape: source ${name} has [${source.shape.join(", ")}], ` +
    `dataset ${dataset.name} has [${shape.join(", ")}]`;
  return [{ path: "source", rule }];
}

/** A coupling that needs another batch size, or another noise around the path. */
function couplingClashes({ coupling, interpolant }: Parts, config: ExperimentConfig): Clash[] {
  const found: Clash[] = [];
  const { batchSize } = config.training;
  const paired = coupling.batchSize ?? batchSize;
  if (paired % batchSize !== 0 && batchSize % paired !== 0) {
    found.push({
      path: "coupling.otBatchSize",
      rule: `expected a multiple or a divisor of training.batchSize, ${batchSize}; found ${paired}`,
    });
  }
  if (coupling.bridgeWidth !== undefined) {
    const { bridgeWidth } = coupling;
    // Brownian bridges of this width have γ² = σ²·t(1 − t).
    const isBridge = [0.1, 0.5, 0.8].every((t) =>
      Math.abs(interpolant.gamma.at(t).gamma - bridgeWidth * Math.sqrt(t * (1 - t))) <= 1e-12 * bridgeWidth
    );
    if (!isBridge) {
      found.push({
        path: "gamma",
        rule:
          `coupling ${config.coupling.name} pairs the ends of Brownian bridges of width ${bridgeWidth}: expected ` +
          `gamma: { name: brownianBridge, scale: ${bridgeWidth} }`,
      });
    }
  }
  return found;
}

/** A metric that cannot measure such an experiment, or asks for log-likelihoods of a model that has none. */
function metricClashes(parts: Parts, config: ExperimentConfig): Clash[] {
  const { shape, classes, floor } = parts;
  const subject = { shape, isConditional: classes > 0, hasFloor: floor !== undefined };
  return parts.metrics.flatMap((metric, i) => {
    const path = `evaluation.${i}`;
    const refusal = metric.refuses?.(subject);
    if (refusal !== undefined) return [{ path, rule: refusal }];
    if (!metric.needsDensity) return [];
    return densityFaults(parts, config).map((rule) => ({
      path,
      rule: `metric ${config.evaluation[i]!.name} needs log-likelihoods: ${rule}`,
    }));
  });
}

/** An oracle that is to be trained. */
function oracleClashes({ network }: Parts, { training, architecture, sampling }: ExperimentConfig): Clash[] {
  if (!isOracle(network)) return [];
  const found: Clash[] = [];
  if (training.steps !== 0) {
    found.push({
      path: training.steps === undefined ? "training" : "training.steps",
      rule: `architecture ${architecture.name} has nothing to train: expected training: { steps: 0 }`,
    });
  }
  if (sampling.field === "output") {
    found.push({ path: "sampling.field", rule: `expected velocity for architecture ${architecture.name}` });
  }
  return found;
}

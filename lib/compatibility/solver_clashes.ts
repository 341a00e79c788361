import type { ExperimentConfig } from "../config/experiment_config.ts";
import { Failure } from "../failure.ts";
import type { Parts } from "../parts.ts";
import type { Solver } from "../solvers/solver.ts";
import type { OutputWeights } from "../targets/target.ts";
import type { Clash } from "./clash.ts";

/**
 * Finds solvers that ask for what the model does not know, or go between times that do not exist: that of the
 * sampling, and those that metrics draw with.
 *
 * @param parts What the experiment chose, created.
 * @param config What it is called in the file.
 */
export function solverClashes(parts: Parts, config: ExperimentConfig): Clash[] {
  const found = solverFaults(parts, config, config.sampling.solver.name, parts.solver)
    .map((rule) => ({ path: "sampling.solver", rule }));
  if (parts.solver.steps !== undefined) {
    found.push(...gridFaults(parts, parts.solver).map((rule) => ({ path: "sampling.timeGrid", rule })));
  } else if (config.sampling.timeGrid.name !== "uniform") {
    found.push({
      path: "sampling.timeGrid",
      rule:
        `solver ${config.sampling.solver.name} chooses its own steps: expected no timeGrid, or a solver with a ` +
        "fixed number of steps",
    });
  }
  parts.metrics.forEach((metric, i) => {
    const rules = metric.solvers.flatMap((choice) => {
      try {
        const solver = parts.createSolver(choice);
        return [...solverFaults(parts, config, choice.name, solver), ...gridFaults(parts, solver)];
      } catch (error) {
        if (error instanceof Failure && error.exitCode === 2) return [error.message];
        throw error;
      }
    });
    found.push(...rules.map((rule) => ({ path: `evaluation.${i}`, rule })));
  });
  return found;
}

/** What keeps a time grid from having as many steps as a solver takes. */
function gridFaults({ timeGrid, rules, interpolant }: Parts, { steps }: Solver): string[] {
  if (steps === undefined) return [];
  try {
    timeGrid.times(steps, rules.path ?? interpolant.path);
    return [];
  } catch (error) {
    if (error instanceof Failure && error.exitCode === 2) return [error.message];
    throw error;
  }
}

/** What keeps a solver from working with what the model knows. */
function solverFaults(
  { target, interpolant, source, coupling, rules }: Parts,
  config: ExperimentConfig,
  name: string,
  solver: Solver,
): string[] {
  const found: string[] = [];
  const middle = interpolant.at((target.smallestTime + target.largestTime) / 2);
  if (rules.takesOutput) {
    return solver.needs === "velocity"
      ? []
      : [`solver ${name} makes more of the output than a velocity: expected sampling.field velocity`];
  }
  const isNormal = source.isStandardNormal && coupling.isIndependent;
  const usual = "source gaussian and coupling independent, or a deterministic solver such as heun";
  if (solver.needs === "score" && target.scoreFrom === "source" && !(isNormal && interpolant.gamma.isZero)) {
    found.push(
      `solver ${name} needs the score, which target ${config.target.name} gives for independent standard normal ` +
        `noise only: expected ${usual}; or, with a gamma, target velocityAndScore`,
    );
  } else if (solver.needs === "score" && !areFinite(target.score(middle))) {
    found.push(`solver ${name} needs the score, which target ${config.target.name} does not give`);
  }
  if (solver.needs === "data" && !interpolant.gamma.isZero) {
    found.push(
      `solver ${name} steps along the path between the ends alone: expected gamma none, or a solver such as heun`,
    );
  } else if (solver.needs === "data" && !areFinite(target.data(middle))) {
    found.push(`solver ${name} needs the expected data, which target ${config.target.name} does not give`);
  }
  if (solver.needsGaussianSource && solver.needs === "data" && !isNormal) {
    found.push(`solver ${name} adds noise as if the source were standard normal: expected ${usual}`);
  }
  return found;
}

function areFinite({ x, outputs }: OutputWeights): boolean {
  return Number.isFinite(x) && outputs.every(Number.isFinite);
}

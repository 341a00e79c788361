import { isOracle } from "./architectures/architecture.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import type { Parts } from "./parts.ts";
import { fieldEnds } from "./sampling/generative_field.ts";
import type { Solver } from "./solvers/solver.ts";
import type { OutputWeights } from "./targets/target.ts";
import { errorFactors } from "./training/batch.ts";

/** Two choices that do not go together. */
export interface Clash {
  /** The key to blame. */
  readonly path: string;
  /** Why, and what goes. */
  readonly rule: string;
}

/** Part of the way to an end, where a weight that diverges there is plainly on the way. */
const [NEAR, NEARER] = [1e-8, 1e-12];

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
    ...oracleClashes(parts, config),
  ];
}

/** A source of other samples than the data. */
function shapeClashes({ shape, source }: Parts, { dataset, source: { name } }: ExperimentConfig): Clash[] {
  if (source.shape === undefined || `${source.shape}` === `${shape}`) return [];
  const rule = `expected samples of the data's shape: source ${name} has [${source.shape.join(", ")}], ` +
    `dataset ${dataset.name} has [${shape.join(", ")}]`;
  return [{ path: "source", rule }];
}

function areFinite({ x, outputs }: OutputWeights): boolean {
  return Number.isFinite(x) && outputs.every(Number.isFinite);
}

/** A target that cannot be trained or read on the path. */
function targetClashes({ target, interpolant, rules, source }: Parts, config: ExperimentConfig): Clash[] {
  const unfit = target.unfit?.(interpolant);
  if (unfit !== undefined) return [{ path: "target", rule: unfit }];
  const { name } = config.target;
  const on = `on path ${config.path.name}${
    interpolant.gamma.isZero ? "" : ` with gamma ${config.gamma.name}`
  }`;
  const found: Clash[] = [];
  for (
    const [end, t] of [["smallestTime", target.smallestTime], ["largestTime", target.largestTime]] as const
  ) {
    const regressions = target.regressions(interpolant.at(t));
    const isRegular = regressions.every((regression) => Object.values(regression).every(Number.isFinite));
    if (isRegular) continue;
    const value = end === "smallestTime" ? 0.001 : 0.999;
    const others = interpolant.gamma.isZero
      ? "target data, noise, score or diffusionVelocity"
      : "target velocityAndScore, or another gamma";
    found.push({
      path: "target",
      rule:
        `target ${name} ${on} regresses numbers without limit at t = ${t}, and its loss is infinite: expected ` +
        `${others}, or bounded times: target: { name: ${name}, ${end}: ${value} }`,
    });
  }
  if (name === "score" && !source.isStandardNormal) {
    found.push({
      path: "target",
      rule:
        "target score regresses −x0/σ, the score of normal noise: expected source gaussian, or target velocity " +
        "or data",
    });
  }
  if (found.length > 0 || rules.takesOutput) return found;
  if (!fieldEnds({ ...rules, path: undefined }).start) {
    found.push({
      path: "target",
      rule:
        `target ${name} ${on} does not determine the velocity at t = ${target.smallestTime}, where the data have ` +
        "no weight: expected target velocity, data or diffusionVelocity, or a path that starts with some of the " +
        `data, such as variancePreserving or ddpm, or target: { name: ${name}, smallestTime: 0.001 }`,
    });
  } else if (rules.path !== undefined && !fieldEnds(rules).start) {
    found.push({
      path: "sampling.path",
      rule: `the velocity on path ${config.sampling.path!.name} has no limit at t = 0 for target ${name}: ` +
        "expected another path, or target velocity or data",
    });
  }
  if (rules.path !== undefined && !interpolant.gamma.isZero) {
    found.push({
      path: "sampling.path",
      rule:
        `expected no other path than that of the training with noise around it: gamma is ${config.gamma.name}`,
    });
  }
  return found;
}

/** A weight that is infinite at an end of the training times. */
function weightingClashes({ target, interpolant, weighting }: Parts, config: ExperimentConfig): Clash[] {
  if (target.unfit?.(interpolant) !== undefined) return [];
  const { smallestTime, largestTime } = target;
  const found: Clash[] = [];
  for (
    const [end, t, inwards] of [["smallestTime", smallestTime, 1], ["largestTime", largestTime, -1]] as const
  ) {
    const largestAt = (distance: number): number => {
      const at = interpolant.at(t + inwards * distance);
      return Math.max(
        ...target.regressions(at).map(({ scale }, head) =>
          weighting.weight(at, errorFactors(target, at, head, scale))
        ),
      );
    };
    const [near, nearer] = [largestAt(NEAR), largestAt(NEARER)];
    // Not to be undecided about a weight that is not a number.
    if (nearer <= 30 * Math.max(near, 1)) continue;
    found.push({
      path: "weighting",
      rule:
        `weighting ${config.weighting.name} has no limit at t = ${t} for target ${config.target.name} on path ` +
        `${config.path.name}: expected weighting uniform, or bounded times: ` +
        `target: { name: ${config.target.name}, ${end}: ${end === "smallestTime" ? 0.001 : 0.999} }`,
    });
  }
  return found;
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

/** A solver that asks for what the model does not know. */
function solverClashes(parts: Parts, config: ExperimentConfig): Clash[] {
  const found = solverFaults(parts, config, config.sampling.solver.name, parts.solver)
    .map((rule) => ({ path: "sampling.solver", rule }));
  if (parts.solver.steps === undefined && config.sampling.timeGrid.name !== "uniform") {
    found.push({
      path: "sampling.timeGrid",
      rule:
        `solver ${config.sampling.solver.name} chooses its own steps: expected no timeGrid, or a solver with a ` +
        "fixed number of steps",
    });
  }
  parts.metrics.forEach((metric, i) => {
    for (const choice of metric.solvers) {
      for (const rule of solverFaults(parts, config, choice.name, parts.createSolver(choice))) {
        found.push({ path: `evaluation.${i}`, rule });
      }
    }
  });
  return found;
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
  if (solver.needs === "data" && !areFinite(target.data(middle))) {
    found.push(
      `solver ${name} needs the expected data, which target ${config.target.name} with gamma ` +
        `${config.gamma.name} does not give: expected target velocityAndScore, or a solver such as heun`,
    );
  }
  if (solver.needs === "data" && !interpolant.gamma.isZero) {
    found.push(
      `solver ${name} steps along the path between the ends alone: expected gamma none, or a solver such as heun`,
    );
  }
  if (solver.needsGaussianSource && solver.needs === "data" && !isNormal) {
    found.push(`solver ${name} adds noise as if the source were standard normal: expected ${usual}`);
  }
  return found;
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

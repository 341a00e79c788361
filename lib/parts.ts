import type { Network, Oracle } from "./architectures/architecture.ts";
import { build, type Choice } from "./component.ts";
import type { Clash } from "./compatibility/clash.ts";
import { clashes } from "./compatibility/clashes.ts";
import { classCount } from "./conditioning.ts";
import { choice } from "./config/choice.ts";
import { validate } from "./config/explain.ts";
import type { Experiment } from "./config/resolve.ts";
import { bridgeCovariance, type Coupling } from "./couplings/coupling.ts";
import type { Dataset } from "./datasets/dataset.ts";
import type { Engine } from "./engines/engine.ts";
import { Failure } from "./failure.ts";
import type { Loss } from "./losses/loss.ts";
import type { Metric } from "./metrics/metric.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import { type Interpolant, interpolant } from "./paths/interpolant.ts";
import type { FieldRules } from "./sampling/generative_field.ts";
import type { Schedule } from "./schedules/schedule.ts";
import type { Solver } from "./solvers/solver.ts";
import type { Source } from "./sources/source.ts";
import type { Target } from "./targets/target.ts";
import type { Shape } from "./tensor/types.ts";
import type { TimeGrid } from "./time_grids/time_grid.ts";
import type { TimeSampler } from "./time_samplers/time_sampler.ts";
import type { BatchParts } from "./training/batch.ts";
import { normalLossFloor } from "./training/loss_floor.ts";
import type { Weighting } from "./weightings/weighting.ts";

/** Everything that an experiment chose, created. */
export interface Parts {
  /** The folder that paths in options start from. */
  readonly folder: string;
  /** The data, not loaded yet. */
  readonly dataset: Dataset;
  /** The shape of one example. */
  readonly shape: Shape;
  /** How many classes the network is told of, 0 for none. */
  readonly classes: number;
  /** The probability that an example's class is not told in training. */
  readonly dropProbability: number;
  /** Where `x0` comes from, not loaded yet. */
  readonly source: Source;
  /** Which `x0` goes with which `x1`. */
  readonly coupling: Coupling;
  /** How training times are drawn. */
  readonly timeSampler: TimeSampler;
  /** The path between the two, and the noise around it. */
  readonly interpolant: Interpolant;
  /** What the network regresses. */
  readonly target: Target;
  /** How far a prediction is from that. */
  readonly loss: Loss;
  /** How much each time counts. */
  readonly weighting: Weighting;
  /** The least possible squared error, where it is known. */
  readonly floor: BatchParts["floor"];
  /** The network, laid out for the data, or an oracle. */
  readonly network: Network | Oracle;
  /** How its parameters are updated. */
  readonly optimizer: Optimizer;
  /** How its learning rate changes over the run. */
  readonly schedule: Schedule;
  /** How its output is read when samples are drawn. */
  readonly rules: FieldRules;
  /** The times that a solver goes between. */
  readonly timeGrid: TimeGrid;
  /** What integrates its velocity. */
  readonly solver: Solver;
  /** What is measured. */
  readonly metrics: readonly Metric[];
  /**
   * Creates another solver, with defaults for the options that are not given.
   *
   * @throws {Failure} If there is none of that name, or its options are wrong.
   */
  createSolver(choice: Partial<Choice> & Pick<Choice, "name">): Solver;
  /** What runs all of it. */
  readonly engine: Engine;
}

/**
 * Creates the components that an experiment chose, and lays its network out for its data.
 *
 * @param experiment The resolved experiment.
 * @returns The parts. No file was touched and nothing was computed.
 * @throws {ConfigError} If options contradict each other, or parts do not fit together, such as a network for
 * images and a data set of points.
 */
export function createParts(experiment: Experiment): Parts {
  const { config, catalogs } = experiment;
  /** Creates what a key chose; what its options cannot be is the user's to read, where the key stands. */
  const create = <T>(key: string, make: () => T): T => {
    try {
      return make();
    } catch (error) {
      const isRefusal = error instanceof RangeError || error instanceof Failure && error.exitCode === 2;
      throw isRefusal ? experiment.blame([{ path: key, rule: error.message }]) : error;
    }
  };
  const { sampling } = config;
  const dataset = create("dataset", () => build(catalogs.datasets, config.dataset));
  const { shape } = dataset;
  const classes = create("conditioning", () => classCount(dataset, config.conditioning));
  const source = create("source", () => build(catalogs.sources, config.source));
  const coupling = create("coupling", () => build(catalogs.couplings, config.coupling));
  const path = create("path", () => build(catalogs.paths, config.path));
  const gamma = create("gamma", () => build(catalogs.gammas, config.gamma));
  const target = create("target", () => build(catalogs.targets, config.target));
  const between = interpolant(path, gamma);
  const problem = { dataset, source, coupling, interpolant: between };
  const parts: Parts = {
    folder: experiment.folder,
    dataset,
    shape,
    classes,
    dropProbability: config.conditioning.dropProbability,
    source,
    coupling,
    timeSampler: create("timeSampler", () => build(catalogs.timeSamplers, config.timeSampler)),
    interpolant: between,
    target,
    loss: create("loss", () => build(catalogs.losses, config.loss)),
    weighting: create("weighting", () => build(catalogs.weightings, config.weighting)),
    floor: config.loss.name === "meanSquare" ? floorOf(dataset, source, coupling) : undefined,
    network: create(
      "architecture",
      () =>
        build(catalogs.architectures, config.architecture).build({
          shape,
          heads: target.heads,
          classes,
          problem,
        }),
    ),
    optimizer: create("optimizer", () => build(catalogs.optimizers, config.optimizer)),
    schedule: create("schedule", () => build(catalogs.schedules, config.schedule)),
    rules: {
      target,
      interpolant: between,
      path: sampling.path && create("sampling.path", () => build(catalogs.paths, sampling.path!)),
      takesOutput: sampling.field === "output",
    },
    timeGrid: create("sampling.timeGrid", () => build(catalogs.timeGrids, sampling.timeGrid)),
    solver: create("sampling.solver", () => build(catalogs.solvers, sampling.solver)),
    metrics: config.evaluation.map((choice, i) =>
      create(`evaluation.${i}`, () => build(catalogs.metrics, choice))
    ),
    createSolver(given) {
      const checked = validate(choice("solver", catalogs.solvers), given);
      if ("value" in checked) return build(catalogs.solvers, checked.value);
      const faults = checked.faults.map(({ rule, found, suggestion }) =>
        [rule, ...found ? [`found ${found}`] : [], ...suggestion ? [suggestion] : []].join("; ")
      );
      throw new Failure(`solver ${given.name}: ${faults.join(". ")}`, 2);
    },
    engine: create("engine", () => build(catalogs.engines, config.engine)),
  };
  const found = clashes(parts, config).filter(unlike);
  if (found.length > 0) throw experiment.blame(found);
  return parts;
}

/** Leaves out what was said already of the same key. */
function unlike({ path, rule }: Clash, index: number, all: readonly Clash[]): boolean {
  return all.findIndex((other) => other.path === path && other.rule === rule) === index;
}

/** The least loss, where source and data are jointly normal. */
function floorOf({ law }: Dataset, source: Source, coupling: Coupling): BatchParts["floor"] {
  const isNormal = law?.weights.length === 1 && source.isStandardNormal &&
    (coupling.isIndependent || coupling.bridgeWidth !== undefined);
  if (!isNormal) return undefined;
  const spread = law.spreads[0]!;
  const covariance = coupling.bridgeWidth === undefined ? 0 : bridgeCovariance(coupling.bridgeWidth, spread);
  return (at, regression) => normalLossFloor(at, regression, { spread, covariance });
}

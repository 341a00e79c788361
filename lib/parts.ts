import type { Network } from "./architectures/architecture.ts";
import { build } from "./component.ts";
import type { Experiment } from "./config/resolve.ts";
import type { Dataset } from "./datasets/dataset.ts";
import type { Engine } from "./engines/engine.ts";
import { Failure } from "./failure.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import type { Solver } from "./solvers/solver.ts";
import type { BatchParts } from "./training/batch.ts";

/** Everything that an experiment chose, created. */
export interface Parts extends Omit<BatchParts, "seed" | "examples" | "batchSize"> {
  /** The data, not loaded yet. */
  readonly dataset: Dataset;
  /** The network, laid out for the data. */
  readonly network: Network;
  /** How its parameters are updated. */
  readonly optimizer: Optimizer;
  /** What integrates its velocity. */
  readonly solver: Solver;
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
      throw isRefusal ? experiment.blame(key, error.message) : error;
    }
  };
  const dataset = create("dataset", () => build(catalogs.datasets, config.dataset));
  const { shape } = dataset;
  return {
    dataset,
    source: create("source", () => build(catalogs.sources, config.source)),
    coupling: create("coupling", () => build(catalogs.couplings, config.coupling)),
    timeSampler: create("timeSampler", () => build(catalogs.timeSamplers, config.timeSampler)),
    path: create("path", () => build(catalogs.paths, config.path)),
    target: create("target", () => build(catalogs.targets, config.target)),
    loss: create("loss", () => build(catalogs.losses, config.loss)),
    network: create(
      "architecture",
      () => build(catalogs.architectures, config.architecture).build({ shape }),
    ),
    optimizer: create("optimizer", () => build(catalogs.optimizers, config.optimizer)),
    solver: create("sampling.solver", () => build(catalogs.solvers, config.sampling.solver)),
    engine: create("engine", () => build(catalogs.engines, config.engine)),
    shape,
  };
}

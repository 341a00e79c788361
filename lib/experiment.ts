import { join, resolve } from "node:path";
import { isOracle } from "./architectures/architecture.ts";
import { lossCurve } from "./artifacts/loss_curve.ts";
import { readMetrics } from "./artifacts/metrics_file.ts";
import { writeEnvironment } from "./artifacts/environment_file.ts";
import { createRunDirectory, type RunDirectory } from "./artifacts/run_directory.ts";
import { writeAtomically } from "./checkpoints/atomic_file.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import type { Experiment } from "./config/resolve.ts";
import { configHash, resolvedYaml } from "./config/resolved.ts";
import type { Examples } from "./datasets/dataset.ts";
import { type Data, load } from "./data.ts";
import { draw } from "./drawing.ts";
import { resultLines } from "./evaluation.ts";
import { excessOverFloor } from "./excess_over_floor.ts";
import { Failure } from "./failure.ts";
import { exportField } from "./field_file.ts";
import { createParts, type Parts } from "./parts.ts";
import { Run, type RunOptions } from "./run.ts";
import { parameterCount } from "./tensor/parameters.ts";
import { batches } from "./training/batch.ts";
import { initialState } from "./training/initial_state.ts";
import { train, type TrainingState } from "./training/train.ts";

/** Where a new run goes, besides what every run is started with. */
export interface NewRunOptions extends RunOptions {
  /** The folder of all experiments' outputs. */
  readonly outputs: string;
  /** A folder to use instead; it must not exist yet, or be empty. */
  readonly output?: string | undefined;
}

/**
 * Runs an experiment: train → sample → measure → write, in a folder of its own.
 *
 * @param experiment The resolved experiment.
 * @param options Where it goes and who is told.
 * @returns The run's folder.
 * @throws {Failure} If its parts do not fit together, data cannot be had, the loss diverges, or it is interrupted.
 */
export async function runExperiment(experiment: Experiment, options: NewRunOptions): Promise<RunDirectory> {
  const { config } = experiment;
  const parts = createParts(experiment);
  const directory = await createRunDirectory({
    outputs: options.outputs,
    name: config.name,
    configHash: configHash(config),
    startedAt: new Date(),
    ...options.output === undefined ? {} : { output: options.output },
  });
  await writeAtomically(join(directory.path, "config.yaml"), experiment.text);
  await writeAtomically(join(directory.path, "config.resolved.yaml"), resolvedYaml(experiment));
  const run = new Run(directory, config, 0, options);
  await run.record(async () => {
    // Before the data are fetched, which can fail: whoever resumes then needs the experiment's own components.
    const environment = await run.describe({
      engine: await parts.engine.describe(),
      use: experiment.use,
      folder: resolve(experiment.folder),
    });
    const data = await load(parts, run);
    const datasets = { [config.dataset.name]: data.examples.fingerprint };
    await writeEnvironment(directory.path, { ...environment, datasets });
    await conduct(parts, data, firstState(parts, config), run);
  });
  return directory;
}

/** The state that a run begins with; an oracle has nothing to carry. */
export function firstState({ network, optimizer }: Parts, { seed }: ExperimentConfig): TrainingState {
  return { step: 0, vectors: isOracle(network) ? {} : initialState(network, optimizer, seed) };
}

/**
 * The flow of an experiment, from any state of its training to its last picture.
 *
 * @param parts What it is made of.
 * @param data What it draws from.
 * @param start Where the training begins or goes on.
 * @param run The record of it.
 */
export async function conduct(parts: Parts, data: Data, start: TrainingState, run: Run): Promise<void> {
  const trained = await learn(parts, data, start, run);
  const weights = weightsOf(trained, run.config);
  await draw(parts, data, weights, run);
  await run.metrics.flush();
  await exportField(parts, weights, run);
}

/** Trains from any state to the last step; an oracle knows all already. */
async function learn(
  parts: Parts,
  { examples, drawSource }: Data,
  start: TrainingState,
  run: Run,
): Promise<TrainingState> {
  const { config, directory, logger, options: { signal } } = run;
  const { training, seed } = config;
  const steps = stepsOf(config, examples);
  await run.note({ step: start.step, steps });
  const { network } = parts;
  if (isOracle(network)) return start;
  if (start.step < steps) {
    const { architecture, dataset } = config;
    const size = `${parameterCount(network.parameters)} parameters`;
    const from = start.step === 0 ? `for ${steps} steps` : `from step ${start.step + 1} to ${steps}`;
    logger.info(
      `Training ${architecture.name} (${size}) on ${dataset.name} (${examples.size} examples) ${from}`,
    );
  } else if (start.step === 0) await run.keep(start, network.parameters);

  const batch = batches({ ...parts, seed, examples, drawSource, batchSize: training.batchSize });
  const trained = await train({ ...parts, ...training, network, steps, batch }, start, {
    logger,
    signal,
    onLoss: (step, losses) => run.metrics.append({ step, ...losses }),
    onCheckpoint: (state) => run.keep(state, network.parameters),
  });
  if (trained.step < steps) throw new Failure(`Interrupted after step ${trained.step} of ${steps}`, 130);
  await run.metrics.flush();
  const lines = await readMetrics(run.metrics.path);
  if (steps > 0) await writeAtomically(join(directory.plots, "loss.svg"), lossCurve(lines));
  const excess = excessOverFloor(lines);
  if (excess) {
    const { value, ...details } = excess;
    const { standardError, loss } = details;
    for (const line of resultLines("excessOverFloor", { value, details, protocol: {} })) {
      run.metrics.append(line);
    }
    logger.info(
      `The loss of the last ${excess.lines} logged steps is ${loss.toPrecision(4)}, ${
        value.toPrecision(2)
      } ± ` +
        `${standardError.toPrecision(1)} above the least that is possible`,
    );
  }
  return trained;
}

/** The number of training steps: as given, or enough to see every example so many times. */
export function stepsOf({ training }: ExperimentConfig, { size }: Examples): number {
  return training.steps ?? Math.ceil(training.epochs! * size / training.batchSize);
}

/** The weights to sample with: the moving average, unless there is none. */
export function weightsOf({ vectors }: TrainingState, { training }: ExperimentConfig): Float32Array {
  const weights = training.emaDecay > 0 ? vectors["ema"] : vectors["params"];
  return weights ?? new Float32Array();
}

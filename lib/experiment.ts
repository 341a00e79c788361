import { dirname, join, resolve } from "node:path";
import { lossCurve } from "./artifacts/loss_curve.ts";
import { readMetrics } from "./artifacts/metrics_file.ts";
import { writeEnvironment } from "./artifacts/environment_file.ts";
import { createRunDirectory, type RunDirectory } from "./artifacts/run_directory.ts";
import { type SampleFolders, writeSamples } from "./artifacts/sample_files.ts";
import { writeAtomically } from "./checkpoints/atomic_file.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import type { Experiment } from "./config/resolve.ts";
import { configHash, resolvedYaml } from "./config/resolved.ts";
import { cacheDirectory } from "./datasets/cache.ts";
import type { Examples } from "./datasets/dataset.ts";
import { exportModel } from "./engines/onnx/export_model.ts";
import { Failure } from "./failure.ts";
import type { Logger } from "./logger.ts";
import { createParts, type Parts } from "./parts.ts";
import { Run, type RunOptions } from "./run.ts";
import { sample } from "./sampling/sample.ts";
import { exportedField, openVelocityField } from "./sampling/velocity_field.ts";
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
 * Runs an experiment: train → sample → write, in a folder of its own.
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
      folder: dirname(resolve(experiment.file)),
    });
    const examples = await load(parts, run);
    const datasets = { [config.dataset.name]: examples.fingerprint };
    await writeEnvironment(directory.path, { ...environment, datasets });
    const start = { step: 0, vectors: initialState(parts.network, parts.optimizer, config.seed) };
    await conduct(parts, examples, start, run);
  });
  return directory;
}

/** Reads the data. */
export async function load(
  { dataset }: Parts,
  { config, logger, options: { signal } }: Pick<Run, "config" | "logger" | "options">,
): Promise<Examples> {
  return await dataset.load({
    seed: config.seed,
    split: "train",
    // Generated data need no cache, so they do not ask where it is.
    get cache() {
      return cacheDirectory();
    },
    logger,
    signal,
  });
}

/**
 * The flow of an experiment, from any state of its training to its last picture.
 *
 * @param parts What it is made of.
 * @param examples Its data.
 * @param start Where the training begins or goes on.
 * @param run The record of it.
 */
export async function conduct(
  parts: Parts,
  examples: Examples,
  start: TrainingState,
  run: Run,
): Promise<void> {
  const { config, directory, logger, options: { signal } } = run;
  const { training, seed } = config;
  const steps = stepsOf(config, examples);
  await run.note({ step: start.step, steps });
  if (start.step < steps) {
    const { architecture, dataset } = config;
    const network = `${architecture.name} (${parameterCount(parts.network.parameters)} parameters)`;
    const from = start.step === 0 ? `for ${steps} steps` : `from step ${start.step + 1} to ${steps}`;
    logger.info(`Training ${network} on ${dataset.name} (${examples.size} examples) ${from}`);
  }

  const batch = batches({ ...parts, seed, examples, batchSize: training.batchSize });
  const trained = await train({ ...parts, ...training, steps, batch }, start, {
    logger,
    signal,
    onLoss: (step, loss) => run.metrics.append({ step, loss }),
    onCheckpoint: (state) => run.keep(state, parts),
  });
  if (trained.step < steps) throw new Failure(`Interrupted after step ${trained.step} of ${steps}`, 130);
  await run.metrics.flush();
  const losses = await readMetrics(run.metrics.path);
  await writeAtomically(join(directory.plots, "loss.svg"), lossCurve(losses));

  const weights = weightsOf(trained, config);
  await draw(parts, examples, weights, run);
  await exportField(parts, weights, run);
}

/**
 * Samples with trained weights, and writes the samples and pictures of them.
 *
 * @param parts What the experiment is made of.
 * @param examples Its data, to compare with.
 * @param weights The network's weights.
 * @param drawing The experiment, the folders to write to, and who is told.
 */
export async function draw(
  parts: Parts,
  examples: Examples,
  weights: Float32Array,
  { config: { sampling, seed }, directory, logger, options: { signal } }: Drawing,
): Promise<void> {
  const batchSize = Math.min(sampling.batchSize, sampling.count);
  const { count, field } = sampling;
  const fieldParts = { ...parts, count, field, weights, batchSize };
  const { velocity, dispose } = await openVelocityField(parts.engine, fieldParts);
  const trajectories = sampling.trajectory ?? (parts.shape.length === 1 ? sampling.count : IMAGES_IN_MOTION);
  const drawn = await sample({ ...fieldParts, velocity, seed, trajectories, logger, signal }).finally(
    dispose,
  );
  logger.info(`Drew ${count} samples with ${sampling.solver.name}, ${drawn.evaluations} network calls each`);

  await writeSamples(directory, drawn, { shape: parts.shape, examples });
}

/** Writes the velocity field with its weights and the experiment inside, for other programs. */
async function exportField(
  parts: Parts,
  weights: Float32Array,
  { config, directory, logger }: Run,
): Promise<void> {
  const { field, batchSize } = config.sampling;
  const metadata = { config: JSON.stringify(config) };
  const model = exportModel(exportedField({ ...parts, field, weights }), batchSize, metadata);
  if (model.batchSize !== undefined) logger.info(`model.onnx takes batches of ${batchSize} samples`);
  await writeAtomically(join(directory.path, "model.onnx"), model.bytes);
}

/** What samples are drawn for. */
export interface Drawing {
  /** The resolved experiment. */
  readonly config: ExperimentConfig;
  /** The folders to write to. */
  readonly directory: SampleFolders;
  /** Where progress is reported. */
  readonly logger: Logger;
  /** Ends the sampling before its time. */
  readonly options: { readonly signal?: AbortSignal };
}

/** The animation shows so many images unless the experiment says otherwise; of points it shows all. */
const IMAGES_IN_MOTION = 16;

/** The number of training steps: as given, or enough to see every example so many times. */
export function stepsOf({ training }: ExperimentConfig, { size }: Examples): number {
  return training.steps ?? Math.ceil(training.epochs! * size / training.batchSize);
}

/** The weights to sample with: the moving average, unless there is none. */
export function weightsOf({ vectors }: TrainingState, { training }: ExperimentConfig): Float32Array {
  return training.emaDecay > 0 ? vectors["ema"]! : vectors["params"]!;
}

import { join, resolve } from "node:path";
import { isOracle } from "./architectures/architecture.ts";
import { readMetrics } from "./artifacts/metrics_file.ts";
import { writeEnvironment } from "./artifacts/environment_file.ts";
import { createRunDirectory, type RunDirectory } from "./artifacts/run_directory.ts";
import { writeAtomically } from "./checkpoints/atomic_file.ts";
import { type Pretrained, readPretrained } from "./checkpoints/pretrained.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import type { Experiment } from "./config/resolve.ts";
import { configHash, resolvedYaml } from "./config/resolved.ts";
import type { Examples } from "./datasets/dataset.ts";
import { type Data, load } from "./data.ts";
import { draw, requireClassifier } from "./drawing.ts";
import { Failure } from "./failure.ts";
import { exportField } from "./field_file.ts";
import { createParts, type Parts } from "./parts.ts";
import { Run, type RunOptions } from "./run.ts";
import { parameterCount } from "./tensor/parameters.ts";
import { batches } from "./training/batch.ts";
import { heldOutCount, holdOut } from "./training/held_out.ts";
import { initialState } from "./training/initial_state.ts";
import { train, type TrainingState } from "./training/train.ts";
import { openValidation } from "./training/validation.ts";

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
    const pretrained = await pretrainedWeights(parts);
    const data = await load(parts, run);
    const datasets = { [config.dataset.name]: data.examples.fingerprint };
    const weights = pretrained && { weights: { [pretrained.file]: pretrained.sha256 } };
    await writeEnvironment(directory.path, { ...environment, datasets, ...weights });
    if (pretrained) run.logger.info(`Beginning with the weights in ${pretrained.file}`);
    await conduct(parts, data, firstState(parts, config, pretrained?.params), run);
  });
  return directory;
}

/** The weights that a network begins with. */
export interface PretrainedWeights extends Pretrained {
  /** The file's name, as the experiment gives it. */
  readonly file: string;
}

/**
 * Reads the file of weights that the network is to begin with, if the experiment names one.
 *
 * @throws {Failure} If there is no such file, or it does not hold the weights of this network.
 */
export async function pretrainedWeights({ network, folder }: Parts): Promise<PretrainedWeights | undefined> {
  if (isOracle(network) || network.weights === undefined) return undefined;
  const file = network.weights;
  return { file, ...await readPretrained(resolve(folder, file), network.parameters, network.buffers) };
}

/**
 * The state that a run begins with; an oracle has nothing to carry.
 *
 * @param parts The network and its optimizer.
 * @param config The seed.
 * @param given The network's parameters; they are drawn unless given.
 */
export function firstState(
  { network, optimizer }: Parts,
  { seed }: ExperimentConfig,
  given?: Float32Array,
): TrainingState {
  return { step: 0, vectors: isOracle(network) ? {} : initialState(network, optimizer, seed, given) };
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
  await requireClassifier(parts, {
    config: run.config,
    examples: data.examples,
    signal: run.options.signal,
  });
  const trained = await learn(parts, data, start, run);
  const weights = weightsOf(trained, run.config);
  await draw(parts, data, weights, run);
  await run.metrics.flush();
  await exportField(parts, weights, run);
}

/** Trains from any state to the last step; an oracle knows all already. */
async function learn(
  parts: Parts,
  { examples: all, drawSource }: Data,
  start: TrainingState,
  run: Run,
): Promise<TrainingState> {
  const { config, directory, logger, options: { signal } } = run;
  const { training, seed } = config;
  const steps = stepsOf(config, all);
  await run.note({ step: start.step, steps });
  const { network } = parts;
  if (isOracle(network)) return start;
  // Of given weights even the first state is kept, so that the run can be carried on without their file.
  const isKept = steps === 0 || network.weights !== undefined;
  if (start.step === 0 && isKept) await run.keep(start, network.parameters);
  const split = training.validation && holdOut(all, heldOutCount(all.size, training.validation), seed);
  const examples = split?.trained ?? all;
  if (start.step < steps) {
    const { architecture, dataset } = config;
    const size = `${parameterCount(network.parameters)} parameters`;
    const from = start.step === 0 ? `for ${steps} steps` : `from step ${start.step + 1} to ${steps}`;
    logger.info(
      `Training ${architecture.name} (${size}) on ${dataset.name} (${examples.size} examples) ${from}`,
    );
  }

  const { batchSize, accumulate } = training;
  const drawn = { ...parts, network, seed, drawSource, batchSize };
  const batch = batches({ ...drawn, examples, dropouts: network.dropouts });
  const validation = split && await openValidation({
    ...drawn,
    examples: split.heldOut,
    accumulate,
    everySteps: training.validation!.everySteps,
    weights: sampledVector(config),
  });
  let trained: TrainingState;
  try {
    trained = await train({ ...parts, ...training, network, steps, batch, validation }, start, {
      logger,
      signal,
      onLoss: (step, losses) => run.metrics.append({ step, ...losses }),
      onValidation: (step, loss) => run.metrics.append({ step, validationLoss: loss }),
      onCheckpoint: (state) => run.keep(state, network.parameters),
    });
  } finally {
    await validation?.dispose();
  }
  if (trained.step < steps) throw new Failure(`Interrupted after step ${trained.step} of ${steps}`, 130);
  await run.metrics.flush();
  const lines = await readMetrics(run.metrics.path);
  if (steps > 0) {
    const { lossCurve } = await import("./artifacts/loss_curve.ts");
    await writeAtomically(join(directory.plots, "loss.svg"), lossCurve(lines));
  }
  const validated = lines.findLast(({ validationLoss }) => typeof validationLoss === "number");
  if (split && validated) {
    const loss = (validated["validationLoss"] as number).toPrecision(4);
    logger.info(`The loss on the ${split.heldOut.size} examples that were held out is ${loss}`);
  }
  return trained;
}

/**
 * The number of training steps: as given, or enough to see every example that is not held out so many times.
 *
 * @param config How long the training is.
 * @param examples The whole training split.
 */
export function stepsOf({ training }: ExperimentConfig, { size }: Examples): number {
  const { steps, epochs, batchSize, validation } = training;
  return steps ?? Math.ceil(epochs! * (size - heldOutCount(size, validation)) / batchSize);
}

/** The weights to sample with: the moving average, unless there is none; an oracle has none. */
export function weightsOf({ vectors }: TrainingState, config: ExperimentConfig): Float32Array {
  return vectors[sampledVector(config)] ?? new Float32Array();
}

/** The name of the carried vector that is sampled with. */
function sampledVector({ training }: ExperimentConfig): string {
  return training.emaDecay === 0 ? "params" : "ema";
}

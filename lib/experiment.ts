import { dirname, join, resolve } from "node:path";
import { callsText } from "./artifacts/calls_text.ts";
import { isOracle } from "./architectures/architecture.ts";
import { lossCurve } from "./artifacts/loss_curve.ts";
import { type MetricsFile, readMetrics } from "./artifacts/metrics_file.ts";
import { writeEnvironment } from "./artifacts/environment_file.ts";
import { createRunDirectory, type RunDirectory } from "./artifacts/run_directory.ts";
import { type SampleFolders, writeSamples } from "./artifacts/sample_files.ts";
import { writeAtomically } from "./checkpoints/atomic_file.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import type { Experiment } from "./config/resolve.ts";
import { configHash, resolvedYaml } from "./config/resolved.ts";
import { cacheDirectory } from "./datasets/cache.ts";
import type { Examples, LoadContext } from "./datasets/dataset.ts";
import { exportModel } from "./engines/onnx/export_model.ts";
import { evaluate, metricContext } from "./evaluation.ts";
import { excessOverFloor } from "./excess_over_floor.ts";
import { Failure } from "./failure.ts";
import type { Logger } from "./logger.ts";
import { hasJump, openModel } from "./model.ts";
import { createParts, networkOf, type Parts } from "./parts.ts";
import { Run, type RunOptions } from "./run.ts";
import { exportedField } from "./sampling/network_field.ts";
import { sample, type SampleParts } from "./sampling/sample.ts";
import type { Solver } from "./solvers/solver.ts";
import type { DrawSource } from "./sources/source.ts";
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
      folder: dirname(resolve(experiment.file)),
    });
    const data = await load(parts, run);
    const datasets = { [config.dataset.name]: data.examples.fingerprint };
    await writeEnvironment(directory.path, { ...environment, datasets });
    await conduct(parts, data, firstState(parts, config), run);
  });
  return directory;
}

/** What an experiment draws from. */
export interface Data {
  /** Where `x1` comes from. */
  readonly examples: Examples;
  /** Where `x0` comes from. */
  readonly drawSource: DrawSource;
  /** Reads examples that are not trained on. */
  loadTest(): Promise<Examples>;
}

/** Reads the data. */
export async function load(
  { dataset, source }: Parts,
  { config, logger, options: { signal } }: Pick<Run, "config" | "logger" | "options">,
): Promise<Data> {
  const context = (split: "train" | "test"): LoadContext => ({
    seed: config.seed,
    split,
    // Generated data need no cache, so they do not ask where it is.
    get cache() {
      return cacheDirectory();
    },
    logger,
    signal,
  });
  return {
    examples: await dataset.load(context("train")),
    drawSource: await source.load(context("train")),
    loadTest: () => dataset.load(context("test")),
  };
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
  if (isOracle(parts.network)) return start;
  const network = networkOf(parts);
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
    run.metrics.append({ metric: "excessOverFloor", ...excess });
    logger.info(
      `The loss of the last ${excess.lines} lines is ${excess.loss.toPrecision(4)}, ` +
        `${excess.value.toPrecision(2)} above the least that is possible`,
    );
  }
  return trained;
}

/**
 * Samples with trained weights, writes the samples and pictures of them, and measures what is asked for.
 *
 * @param parts What the experiment is made of.
 * @param data What it draws from, and what the samples are compared with.
 * @param weights The network's weights; an oracle has none.
 * @param drawing The experiment, where results go, and who is told.
 */
export async function draw(
  parts: Parts,
  { examples, drawSource, loadTest }: Data,
  weights: Float32Array,
  { config, directory, metrics, logger, options: { signal } }: Drawing,
): Promise<void> {
  const { shape } = parts;
  const { sampling, seed } = config;
  const model = openModel(parts, config, { weights, examples });
  const drawWith = async ({ count, solver = parts.solver, trajectories = 0 }: {
    readonly count: number;
    readonly solver?: Solver;
    readonly trajectories?: number;
  }) =>
    await sample({
      field: model.field as SampleParts["field"],
      solver,
      times: model.times(solver),
      endsInJump: model.endsInJump,
      batchSize: Math.min(sampling.batchSize, count),
      count,
      drawSource,
      seed,
      shape,
      trajectories,
      logger,
      signal,
    });
  try {
    const trajectories = sampling.trajectory ?? (shape.length === 1 ? sampling.count : IMAGES_IN_MOTION);
    const drawn = await drawWith({ count: sampling.count, trajectories });
    logger.info(
      `Drew ${sampling.count} samples with ${sampling.solver.name}, ${callsText(drawn.evaluations)}`,
    );
    if (drawn.unfinished.length > 0) {
      logger.warn(
        `${drawn.unfinished.length} of ${sampling.count} samples ran out of steps before t = 1 and are returned as ` +
          "they were: raise sampling.solver.maxSteps, or the tolerances",
      );
    }
    await writeSamples(directory, drawn, { shape, examples });
    if (parts.metrics.length === 0) return;
    const context = metricContext({
      shape,
      config,
      samples: drawn,
      model,
      drawSource,
      loadTest,
      draw: ({ count, solver }) =>
        drawWith({ count, ...solver ? { solver: parts.createSolver(solver) } : {} }),
    });
    const named = parts.metrics.map((metric, i) => ({ name: config.evaluation[i]!.name, metric }));
    await evaluate(named, context, {
      append: (line) => metrics.append(line),
      plots: directory.plots,
      say: (line) => logger.info(line),
    });
  } finally {
    await model.dispose();
  }
}

/** Writes the velocity field with its weights and the experiment inside, for other programs. */
async function exportField(
  parts: Parts,
  weights: Float32Array,
  { config, directory, logger }: Run,
): Promise<void> {
  const { batchSize } = config.sampling;
  if (isOracle(parts.network)) {
    logger.info("An oracle is not a network: there is no model.onnx");
    return;
  }
  const trained = { network: parts.network, weights, shape: parts.shape, heads: parts.target.heads };
  const own = { ...parts.rules, path: undefined };
  const field = exportedField(trained, own, !hasJump({ network: parts.network, rules: own }));
  if (field === undefined) {
    logger.warn(
      `There is no model.onnx: path ${config.path.name} has no tensor operations, which the conversion of target ` +
        `${config.target.name} needs`,
    );
    return;
  }
  const metadata = { config: JSON.stringify(config) };
  const model = exportModel(field, batchSize, metadata);
  if (model.batchSize !== undefined) logger.info(`model.onnx takes batches of ${batchSize} samples`);
  await writeAtomically(join(directory.path, "model.onnx"), model.bytes);
}

/** What samples are drawn for. */
export interface Drawing {
  /** The resolved experiment. */
  readonly config: ExperimentConfig;
  /** The folders to write to. */
  readonly directory: SampleFolders;
  /** What was measured. */
  readonly metrics: Pick<MetricsFile, "append">;
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
  const weights = training.emaDecay > 0 ? vectors["ema"] : vectors["params"];
  return weights ?? new Float32Array();
}

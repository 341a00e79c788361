import { basename, join } from "node:path";
import { isOracle } from "./architectures/architecture.ts";
import { environmentFile, type NotedEnvironment, readEnvironment } from "./artifacts/environment_file.ts";
import { readMetrics } from "./artifacts/metrics_file.ts";
import { removeIfEmpty } from "./artifacts/next_folder.ts";
import { openRunDirectory } from "./artifacts/open_run_directory.ts";
import { makeSubfolders, readRunFile, type RunDirectory } from "./artifacts/run_directory.ts";
import { createSampleFolder } from "./artifacts/sample_folder.ts";
import { readStatus } from "./artifacts/status.ts";
import type { Catalogs } from "./catalogs.ts";
import { writeAtomically } from "./checkpoints/atomic_file.ts";
import { checkpointsIn, readCheckpoint } from "./checkpoints/checkpoint.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import { withComponents } from "./config/load.ts";
import { fileSource } from "./config/place.ts";
import { type Experiment, resolveExperiment } from "./config/resolve.ts";
import { configDifference, resolvedYaml } from "./config/resolved.ts";
import type { Examples } from "./datasets/dataset.ts";
import { load } from "./data.ts";
import { draw } from "./drawing.ts";
import { conduct, firstState, type PretrainedWeights, pretrainedWeights, weightsOf } from "./experiment.ts";
import { Failure } from "./failure.ts";
import { createParts, type Parts } from "./parts.ts";
import { asShortage, Run, type RunOptions } from "./run.ts";
import { stateNames } from "./training/step.ts";
import type { TrainingState } from "./training/train.ts";

/** A run as it was left. */
export interface PastRun {
  /** Its folder. */
  readonly directory: RunDirectory;
  /** Its resolved experiment, arguments applied. */
  readonly experiment: Experiment;
  /** What the experiment chose, created. */
  readonly parts: Parts;
  /** What was noted of where it was made. */
  readonly noted: NotedEnvironment;
  /** The last state that was kept; undefined if there is none. */
  readonly state: TrainingState | undefined;
}

/**
 * Opens the folder of a run.
 *
 * @param path The run's folder, or an experiment's `latest`.
 * @param catalogs flowlab's components; those that the experiment brought along are imported again.
 * @param overrides `key.sub=value` arguments that change the experiment from here on.
 * @throws {Failure} If there is no such run, its last checkpoint cannot be read, or its config is not the one that
 * it was trained with.
 */
export async function openRun(
  path: string,
  catalogs: Catalogs,
  overrides: readonly string[] = [],
): Promise<PastRun> {
  const directory = await openRunDirectory(path);
  const file = join(directory.path, "config.resolved.yaml");
  const noted = await readEnvironment(directory.path);
  const own = await ownComponents(directory, noted.use, catalogs);
  const text = (await readRunFile(directory, "config.resolved.yaml"))!;
  const recorded = resolveExperiment(text, { file, catalogs: own });
  const resolved = resolveExperiment(text, { file, catalogs: own, overrides });
  // Paths start where the experiment was, not where its record is.
  const experiment = { ...resolved, folder: noted.folder };
  const parts = createParts(experiment);
  const state = await lastState(directory, parts, (trained) => {
    refuseChange(JSON.parse(trained), recorded.config, file);
  });
  return { directory, experiment, parts, noted, state };
}

/** The state of the last checkpoint; undefined if there is none. `accept` refuses a config that is not its. */
async function lastState(
  { checkpoints }: RunDirectory,
  { network, optimizer }: Parts,
  accept: (config: string) => void,
): Promise<TrainingState | undefined> {
  if (isOracle(network)) return undefined;
  const [last, before] = await checkpointsIn(checkpoints);
  if (last === undefined) return undefined;
  let isRead = false;
  try {
    return await readCheckpoint(last, network.parameters, stateNames(optimizer), (config) => {
      isRead = true;
      accept(config);
    });
  } catch (error) {
    if (isRead || !(error instanceof Failure)) throw error;
    // Taking another one without a word would hide that the disk loses data.
    const next = before === undefined ? "to begin anew" : `to go on from ${basename(before)}`;
    throw new Failure(`${error.message}\nThe checkpoint is damaged: remove it ${next}`, 2);
  }
}

/** The catalogs with the components that the experiment brought along, from the paths that the run noted. */
async function ownComponents(
  directory: RunDirectory,
  use: readonly string[],
  catalogs: Catalogs,
): Promise<Catalogs> {
  const file = environmentFile(directory.path);
  const source = fileSource(await readRunFile(directory, basename(file)) ?? "", file);
  let extended = catalogs;
  for (const path of use) {
    const line = source.lines.findIndex((line) => line.includes(JSON.stringify(path))) + 1;
    const place = { source, line, col: 1, length: 1 };
    extended = await withComponents(extended, { path, written: path, place }, file);
  }
  return extended;
}

/** Refuses to go on with a config that is not the one of the checkpoint. */
function refuseChange(trained: ExperimentConfig, found: ExperimentConfig, file: string): void {
  const differences = configDifference(trained, found);
  if (differences.length === 0) return;
  const lines = differences.map(({ path, a, b }) => `  ${path}: ${JSON.stringify(a)} → ${JSON.stringify(b)}`);
  throw new Failure(
    `${file} is not what this run was trained with:\n${lines.join("\n")}\n` +
      "Undo the change to carry the run on, or start a new one with deno task run",
    2,
  );
}

/**
 * Carries an interrupted run on, exactly as if it had never stopped.
 *
 * @param path The run's folder, or an experiment's `latest`.
 * @param catalogs flowlab's components.
 * @param options Who is told.
 * @returns The run's folder.
 * @throws {Failure} If there is no such run, it is done already, or its config was changed.
 */
export async function resumeExperiment(
  path: string,
  catalogs: Catalogs,
  options: RunOptions,
): Promise<RunDirectory> {
  const { directory, experiment, parts, noted, state } = await openRun(path, catalogs);
  const { config } = experiment;
  const { status } = await readStatus(directory.path);
  if (status === "done") {
    throw new Failure(
      `The run ${directory.path} is done; deno task sample draws more samples from it`,
      2,
    );
  }
  const run = new Run(directory, config, state?.step ?? 0, options);
  await makeSubfolders(directory.path);
  await run.record(async () => {
    const start = state ?? await beginAgain(parts, config, noted);
    run.logger.info(`Carrying on after step ${start.step}`);
    await run.metrics.truncateAfter(start.step);
    await warnOfGaps(run, start.step);
    const data = await load(parts, run);
    refuseOtherData(data.examples, noted.datasets[config.dataset.name], config.dataset.name);
    await conduct(parts, data, start, run);
  });
  return directory;
}

/** The state that the run began with, of which nothing was kept. */
async function beginAgain(
  parts: Parts,
  config: ExperimentConfig,
  noted: NotedEnvironment,
): Promise<TrainingState> {
  const pretrained = await pretrainedWeights(parts);
  if (pretrained !== undefined) refuseOtherWeights(pretrained, noted);
  return firstState(parts, config, pretrained?.params);
}

/** Refuses to begin again with other weights than the run began with. */
function refuseOtherWeights({ file, sha256 }: PretrainedWeights, { weights }: NotedEnvironment): void {
  const expected = weights?.[file];
  if (expected === undefined || expected === sha256) return;
  throw new Failure(
    `The weights in ${file} are not what this run began with: expected the SHA-256 ${expected}, found ${sha256}. ` +
      "Start a new run with deno task run",
    2,
  );
}

/** Warns if metrics that were written before the checkpoint are gone. */
async function warnOfGaps({ config, logger, metrics }: Run, step: number): Promise<void> {
  const expected = Math.floor(step / config.training.logEverySteps);
  const found = (await readMetrics(metrics.path)).filter(({ loss }) => loss !== undefined).length;
  if (found >= expected) return;
  logger.warn(
    `${metrics.path} has ${found} of the ${expected} lines up to step ${step}; the loss curve lacks the others`,
  );
}

/** Refuses to go on with other data than those of the first steps; `noted` is undefined if they were not read. */
function refuseOtherData({ fingerprint }: Examples, noted: string | undefined, name: string): void {
  if (noted === undefined || noted === fingerprint) return;
  throw new Failure(
    `The data set ${name} is not what this run was trained with: expected the fingerprint ${noted}, ` +
      `found ${fingerprint}. Start a new run with deno task run`,
    2,
  );
}

/** Where new samples of a past run go. */
export interface SampleOptions extends RunOptions {
  /** `sampling.…=value`, `seed=value` and `engine=…` arguments. */
  readonly overrides: readonly string[];
  /** The folder for the samples; a new one within the run's own unless given. */
  readonly output?: string | undefined;
}

/**
 * Draws new samples with the averaged weights of a run's last checkpoint.
 *
 * @param path The run's folder, or an experiment's `latest`.
 * @param catalogs flowlab's components.
 * @param options What to change about the sampling, and where to write.
 * @returns The folder of the samples.
 * @throws {Failure} If there is no such run, it has no checkpoint yet, or the output folder is not empty.
 */
export async function sampleRun(path: string, catalogs: Catalogs, options: SampleOptions): Promise<string> {
  const { directory, experiment, parts, state } = await openRun(path, catalogs, options.overrides);
  const { config } = experiment;
  const start = isOracle(parts.network) ? firstState(parts, config) : state;
  if (start === undefined) {
    throw new Failure(`The run ${directory.path} has no checkpoint to sample from yet`, 2);
  }
  const samples = await createSampleFolder(directory, options.output);
  try {
    const { logger } = options;
    const data = await load(parts, { config, logger, options });
    const drawing = { config, directory: { samples, plots: samples }, logger, options };
    await draw(parts, data, weightsOf(start, config), drawing);
    await writeAtomically(join(samples, "config.resolved.yaml"), resolvedYaml(experiment));
  } catch (error) {
    await removeIfEmpty(samples);
    throw asShortage(error);
  }
  return samples;
}

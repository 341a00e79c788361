import { join } from "node:path";
import { describeEnvironment, type Environment } from "./artifacts/environment.ts";
import { type RunEnvironment, writeEnvironment } from "./artifacts/environment_file.ts";
import { createLogFile } from "./artifacts/log_file.ts";
import { MetricsFile } from "./artifacts/metrics_file.ts";
import type { RunDirectory } from "./artifacts/run_directory.ts";
import { type RunStatus, writeStatus } from "./artifacts/status.ts";
import { checkpointName, writeCheckpoint } from "./checkpoints/checkpoint.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import { Failure } from "./failure.ts";
import { type Logger, tee } from "./logger.ts";
import type { Parameter } from "./tensor/parameters.ts";
import type { TrainingState } from "./training/train.ts";
import { LOCK_FILE, VERSION } from "./version.ts";

/** What a run is started with, besides the experiment. */
export interface RunOptions {
  /** Where progress is reported, besides the run's own log. */
  readonly logger: Logger;
  /** Ends the run after the step that is being done, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** The command line, for the record. */
  readonly commandLine?: readonly string[];
}

/** A run as a record in its folder: the log, the metrics, the status and the checkpoints. */
export class Run {
  /** The lines of metrics.jsonl. */
  readonly metrics: MetricsFile;
  /** The caller's logger and the run's own log.txt. */
  readonly logger: Logger;
  readonly #log: Logger;
  #status: RunStatus;

  /**
   * @param directory The run's folder.
   * @param config The resolved experiment.
   * @param start The step whose checkpoint the run goes on from; 0 for a run from the beginning.
   * @param options The logger and the signal.
   */
  constructor(
    readonly directory: RunDirectory,
    readonly config: ExperimentConfig,
    start: number,
    readonly options: RunOptions,
  ) {
    this.metrics = new MetricsFile(join(directory.path, "metrics.jsonl"));
    this.#log = createLogFile(join(directory.path, "log.txt"));
    this.logger = tee(options.logger, this.#log);
    const kept = start === 0 ? {} : { checkpoint: checkpointPath(start) };
    this.#status = { status: "running", step: start, steps: 0, ...kept };
  }

  /** Notes how far the run has come. */
  async note(change: Partial<RunStatus>): Promise<void> {
    this.#status = { ...this.#status, ...change };
    await writeStatus(this.directory.path, this.#status);
  }

  /** Keeps a state of the training, after the metrics that belong to it. */
  async keep({ step, vectors }: TrainingState, parameters: readonly Parameter[]): Promise<void> {
    await this.metrics.flush();
    const checkpoint = checkpointPath(step);
    const config = JSON.stringify(this.config);
    await writeCheckpoint(join(this.directory.path, checkpoint), parameters, {
      step,
      vectors,
      config,
    });
    await this.note({ step, checkpoint });
  }

  /**
   * Writes environment.json.
   *
   * @returns What it says.
   */
  async describe(
    facts: { engine: Environment["engine"]; use: readonly string[]; folder: string },
  ): Promise<RunEnvironment> {
    const environment = await describeEnvironment({
      flowlab: VERSION,
      experimentFolder: facts.folder,
      lockFile: LOCK_FILE,
      commandLine: this.options.commandLine ?? [],
      startedAt: new Date(),
      datasets: {},
      engine: facts.engine,
    });
    const noted = { ...environment, use: facts.use, folder: facts.folder };
    await writeEnvironment(this.directory.path, noted);
    return noted;
  }

  /**
   * Does the run's work, and records how it ended.
   *
   * @throws {Failure} What the work throws; the message then also says where the run is, or how to carry it on.
   */
  async record(work: () => Promise<void>): Promise<void> {
    try {
      await this.note({ status: "running" });
      await work();
      await this.note({ status: "done" });
      this.#log.info("Done");
    } catch (thrown) {
      const error = asShortage(thrown);
      const message = error instanceof Error ? error.message : String(error);
      const interrupted = error instanceof Failure && error.exitCode === 130;
      try {
        await this.metrics.flush();
        await this.note({ status: interrupted ? "interrupted" : "failed", message });
        if (interrupted) this.#log.info(message);
        else this.#log.warn(message);
      } catch {
        // A full disk, say, stops the record as well as the work: what came first is what the user must know.
      }
      if (!(error instanceof Failure)) throw error;
      const { path } = this.directory;
      const next = interrupted
        ? `Carry it on with: deno task resume ${shellWord(path)}`
        : `The run is in ${path}`;
      throw new Failure(`${message}\n${next}`, error.exitCode);
    }
  }
}

/** The path of the checkpoint after a step, within the run's folder. */
function checkpointPath(step: number): string {
  return `checkpoints/${checkpointName(step)}`;
}

/**
 * Tells the lack of memory, which the user can do something about, from defects.
 *
 * @param error What was thrown.
 * @returns A failure that says what to lower; any other error as it is.
 */
export function asShortage(error: unknown): unknown {
  const isShortage = error instanceof RangeError && /allocation failed|Invalid .*length/.test(error.message);
  return isShortage
    ? new Failure(
      `There is not enough memory (${error.message}): lower training.batchSize, sampling.batchSize or sampling.count`,
    )
    : error;
}

/** A path as it is typed in a shell. */
function shellWord(path: string): string {
  return /^[\w./\\:@+-]+$/.test(path) ? path : `"${path}"`;
}

import { join } from "node:path";
import { describeEnvironment, type Environment } from "./artifacts/environment.ts";
import { createLogFile } from "./artifacts/log_file.ts";
import { MetricsFile } from "./artifacts/metrics_file.ts";
import type { RunDirectory } from "./artifacts/run_directory.ts";
import { type RunStatus, writeStatus } from "./artifacts/status.ts";
import { writeAtomically } from "./checkpoints/atomic_file.ts";
import { checkpointName, writeCheckpoint } from "./checkpoints/checkpoint.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import { Failure } from "./failure.ts";
import { type Logger, tee } from "./logger.ts";
import type { Parts } from "./parts.ts";
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
  #status: RunStatus;

  /**
   * @param directory The run's folder.
   * @param config The resolved experiment.
   * @param steps Training steps in all.
   * @param options The logger and the signal.
   */
  constructor(
    readonly directory: RunDirectory,
    readonly config: ExperimentConfig,
    steps: number,
    readonly options: RunOptions,
  ) {
    this.metrics = new MetricsFile(join(directory.path, "metrics.jsonl"));
    this.logger = tee(options.logger, createLogFile(join(directory.path, "log.txt")));
    this.#status = { status: "running", step: 0, steps };
  }

  /** Notes how far the run has come. */
  async note(change: Partial<RunStatus>): Promise<void> {
    this.#status = { ...this.#status, ...change };
    await writeStatus(this.directory.path, this.#status);
  }

  /** Keeps a state of the training, after the metrics that belong to it. */
  async keep({ step, vectors }: TrainingState, { network }: Parts): Promise<void> {
    await this.metrics.flush();
    const name = checkpointName(step);
    const config = JSON.stringify(this.config);
    await writeCheckpoint(join(this.directory.checkpoints, name), network.parameters, {
      step,
      vectors,
      config,
    });
    await this.note({ step, checkpoint: `checkpoints/${name}` });
  }

  /** Writes environment.json. */
  async describe(
    facts: {
      engine: Environment["engine"];
      datasets: Environment["datasets"];
      use: readonly string[];
      folder: string;
    },
  ): Promise<void> {
    const environment = await describeEnvironment({
      flowlab: VERSION,
      experimentFolder: facts.folder,
      lockFile: LOCK_FILE,
      commandLine: this.options.commandLine ?? [],
      startedAt: new Date(),
      datasets: facts.datasets,
      engine: facts.engine,
    });
    await writeAtomically(
      join(this.directory.path, "environment.json"),
      JSON.stringify({ ...environment, use: facts.use }, null, 2) + "\n",
    );
  }

  /** Does the run's work, and records how it ended. */
  async record(work: () => Promise<void>): Promise<void> {
    try {
      await this.note({ status: "running" });
      await work();
      await this.note({ status: "done" });
    } catch (error) {
      await this.metrics.flush();
      const message = error instanceof Error ? error.message : String(error);
      const interrupted = error instanceof Failure && error.exitCode === 130;
      await this.note({ status: interrupted ? "interrupted" : "failed", message });
      createLogFile(join(this.directory.path, "log.txt")).warn(message);
      throw error;
    }
  }
}

import { join } from "node:path";
import { evaluationFolders } from "./artifacts/evaluation_folder.ts";
import { type MetricLine, readMetrics } from "./artifacts/metrics_file.ts";
import { openRunDirectory } from "./artifacts/open_run_directory.ts";
import { readRunFile } from "./artifacts/run_directory.ts";
import { readStatus, type RunStatus } from "./artifacts/status.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import { fileSource } from "./config/place.ts";
import { plain } from "./config/tree.ts";
import { parseFile } from "./config/yaml.ts";
import type { MetricResult } from "./metrics/metric.ts";

/** A number that was measured, and where it is written. */
export interface Finding {
  /** The number. */
  readonly value: number;
  /** The file, as a path within the run's folder. */
  readonly from: string;
}

/** What a metric found of a run, as it is written down. */
export interface RecordedResult extends Pick<MetricResult, "value" | "protocol"> {
  /** The metric's name. */
  readonly metric: string;
  /** Further numbers, by name. */
  readonly details: Readonly<Record<string, number>>;
  /** The file, as a path within the run's folder. */
  readonly from: string;
}

/** All of a run that can be compared with another's. */
export interface RunRecord {
  /** The run's folder, as the user named it. */
  readonly name: string;
  /** Its resolved config. */
  readonly config: ExperimentConfig;
  /** How it is doing. */
  readonly status: RunStatus;
  /** The mean loss over the last tenth of the logged steps; undefined if nothing was trained. */
  readonly loss: Finding | undefined;
  /** What was measured, by the run itself and then by its evaluations in their order. */
  readonly results: readonly RecordedResult[];
}

/** The part of a run's logged losses that counts: its end, rounded up. */
const PART = 0.1;

/** The file of metrics, in a run's folder and in those of its evaluations. */
const METRICS = "metrics.jsonl";

/**
 * Reads a run.
 *
 * @param name The run's folder, or an experiment's `latest`.
 * @throws {Failure} If there is no such run, or its files cannot be read.
 */
export async function readRunRecord(name: string): Promise<RunRecord> {
  const directory = await openRunDirectory(name);
  const config = (await readRunFile(directory, "config.resolved.yaml"))!;
  const lines = await readMetrics(join(directory.path, METRICS));
  const results = resultsIn(lines, METRICS);
  for (const folder of await evaluationFolders(directory)) {
    const from = `${folder}/${METRICS}`;
    results.push(...resultsIn(await readMetrics(join(directory.path, from)), from));
  }
  return {
    name,
    // It has every key, so it is taken as it is written, whatever has become of its components since.
    config: plain(
      parseFile(fileSource(config, join(directory.path, "config.resolved.yaml"))),
    ) as ExperimentConfig,
    status: await readStatus(directory.path),
    loss: lossOf(lines),
    results,
  };
}

/** The mean loss at the end of a training. */
function lossOf(lines: readonly MetricLine[]): Finding | undefined {
  const losses = lines.flatMap(({ step, loss }) =>
    typeof step === "number" && typeof loss === "number" ? [loss] : []
  );
  const last = losses.slice(losses.length - Math.ceil(losses.length * PART));
  if (last.length === 0) return undefined;
  return { value: last.reduce((sum, loss) => sum + loss, 0) / last.length, from: METRICS };
}

/**
 * Finds the results among the lines of a metrics file; the rows of their tables are left out.
 *
 * @param lines The lines.
 * @param from The file, as a path within the run's folder.
 */
export function resultsIn(lines: readonly MetricLine[], from: string): RecordedResult[] {
  return lines.flatMap(({ metric, value, protocol, ...others }) => {
    const isResult = typeof protocol === "object" && protocol !== null && !Array.isArray(protocol);
    if (typeof metric !== "string" || !isResult) return [];
    const details = Object.entries(others).filter((entry): entry is [string, number] =>
      typeof entry[1] === "number"
    );
    return [{
      metric,
      ...typeof value === "number" ? { value } : {},
      protocol: protocol as RecordedResult["protocol"],
      details: Object.fromEntries(details),
      from,
    }];
  });
}

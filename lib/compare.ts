import { configDifference } from "./config/resolved.ts";
import { OBJECTIVE } from "./evaluation.ts";
import type { MetricResult } from "./metrics/metric.ts";
import { type Finding, readRunRecord, type RecordedResult, type RunRecord } from "./run_record.ts";

/** A key in which the configs of runs differ. */
export interface ConfigRow {
  /** The dotted path of the value. */
  readonly key: string;
  /** The value of every run; undefined where it has none. */
  readonly values: readonly unknown[];
}

/** Numbers that compare: what a metric found of every run, measured in one way. */
export interface MetricRow {
  /** The metric's name. */
  readonly metric: string;
  /** The name of one of its details; the metric's value itself unless given. */
  readonly detail?: string;
  /** How it was measured. */
  readonly protocol: MetricResult["protocol"];
  /** What of the protocol is not the same in all rows of the metric. */
  readonly apart: MetricResult["protocol"];
  /** What was found of every run: nothing, or the run's own result and those of its evaluations. */
  readonly values: readonly (readonly Finding[])[];
}

/** Runs beside each other. */
export interface Comparison {
  /** The runs' folders, as the user named them. */
  readonly runs: readonly string[];
  /** The keys in which their configs differ, in the order of the config. */
  readonly config: readonly ConfigRow[];
  /** What was measured of them. */
  readonly metrics: readonly MetricRow[];
  /** What must be known to read the numbers: sentences without a full stop. */
  readonly notes: readonly string[];
}

/** The keys that say what a loss is the loss of: with another value of one of them it is another quantity. */
const KEYS_OF_LOSS = ["dataset", ...OBJECTIVE];

/**
 * Lays runs beside each other: where their configs differ, and what was measured of them.
 *
 * @param paths The runs' folders, or experiments' `latest`.
 * @throws {Failure} If there is no such run, or its files cannot be read.
 */
export async function compareRuns(paths: readonly string[]): Promise<Comparison> {
  const records: RunRecord[] = [];
  for (const path of paths) records.push(await readRunRecord(path));
  const config = configRows(records);
  const losses = records.map(({ loss }) => loss ? [loss] : []);
  const loss = { metric: "loss", protocol: {}, apart: {}, values: losses };
  const hasLoss = losses.some((found) => found.length > 0);
  const metrics = metricRows(records.map(({ results }) => results));
  return {
    runs: records.map(({ name }) => name),
    config,
    metrics: hasLoss ? [loss, ...metrics] : metrics,
    notes: [
      ...records.flatMap(unfinished),
      ...hasLoss
        ? noteOf(config, KEYS_OF_LOSS, (keys) => `loss: ${keys}, so the losses are of different things`)
        : [],
      // Protocols name the data, but those of older runs do not.
      ...metrics.some(({ protocol }) => protocol["dataset"] === undefined)
        ? noteOf(config, ["dataset"], (keys) => `${keys}: metrics compare only where the data are the same`)
        : [],
      ...protocolNotes(metrics),
      ...tableNotes(records),
      ...records.flatMap(unconverged),
    ],
  };
}

/** The keys in which configs differ from the first. */
function configRows([first, ...others]: readonly RunRecord[]): ConfigRow[] {
  if (first === undefined) return [];
  const differences = others.map(({ config }) =>
    new Map(configDifference(first.config, config).map((difference) => [difference.path, difference]))
  );
  const keys = new Set(differences.flatMap((difference) => [...difference.keys()]));
  return [...keys].map((key) => {
    const ours = differences.find((difference) => difference.has(key))!.get(key)!.a;
    const theirs = differences.map((difference) => difference.has(key) ? difference.get(key)!.b : ours);
    return { key, values: [ours, ...theirs] };
  });
}

/** Says of every metric that is a table alone where it can be seen. */
function tableNotes(records: readonly RunRecord[]): string[] {
  const tables = records.flatMap(({ results }) =>
    results.filter(({ value }) => value === undefined).map(({ metric }) => metric)
  );
  return [...new Set(tables)].map((metric) =>
    `${metric} is a table, not a number: its rows are in metrics.jsonl, and its figure is ${metric}.svg, in plots or ` +
    "in the folder of the evaluation; only what belongs to all of its rows is shown here"
  );
}

/** Says that a number of a run means little. */
function unconverged({ name, results }: RunRecord): string[] {
  return results.filter(({ details }) => details["converged"] === 0).map(({ metric, from }) =>
    `${metric} of ${name} (${from}) has not converged, and means little`
  );
}

/** Says that a run is not done. */
function unfinished({ name, status: { status, step, steps } }: RunRecord): string[] {
  return status === "done" ? [] : [`${name} is ${status} after step ${step} of ${steps}`];
}

/** Says which of some keys differ, or nothing. */
function noteOf(
  config: readonly ConfigRow[],
  roots: readonly string[],
  say: (keys: string) => string,
): string[] {
  const keys = config.map(({ key }) => key).filter((key) => roots.includes(key.split(".")[0]!));
  return keys.length > 0 ? [say(differ(keys))] : [];
}

/** `seed differs`, or `seed, path.name differ`. */
function differ(keys: readonly string[]): string {
  return `${keys.join(", ")} ${keys.length === 1 ? "differs" : "differ"}`;
}

/**
 * Lays results beside each other: one row for each number of a metric and each protocol, so that two numbers are in
 * one row only if they compare.
 *
 * @param runs The results of every run.
 * @returns The rows: metrics, protocols and details in the order in which they are first found.
 */
export function metricRows(runs: readonly (readonly RecordedResult[])[]): MetricRow[] {
  const byMetric = Map.groupBy(runs.flat(), ({ metric }) => metric);
  return [...byMetric].flatMap(([metric, results]) => {
    const byProtocol = Map.groupBy(results, ({ protocol }) => textOf(protocol));
    const keys = protocolDifference(results.map(({ protocol }) => protocol));
    return [...byProtocol].flatMap(([text, alike]) => {
      const { protocol } = alike[0]!;
      const apart = Object.fromEntries(Object.entries(protocol).filter(([key]) => keys.includes(key)));
      const row = (value: (result: RecordedResult) => number | undefined, detail?: string): MetricRow => ({
        metric,
        ...detail === undefined ? {} : { detail },
        protocol,
        apart,
        values: runs.map((results) =>
          results.filter((result) => result.metric === metric && textOf(result.protocol) === text)
            .flatMap((result) => {
              const found = value(result);
              return found === undefined ? [] : [{ value: found, from: result.from }];
            })
        ),
      });
      const details = new Set(alike.flatMap(({ details }) => Object.keys(details)));
      return [
        ...alike.some(({ value }) => value !== undefined) ? [row(({ value }) => value)] : [],
        ...[...details].map((detail) => row(({ details }) => details[detail], detail)),
      ];
    });
  });
}

/**
 * The keys that keep numbers from being compared.
 *
 * @param protocols How they were measured.
 * @returns The keys that do not have the same value in all of them, in the order in which they are first found.
 */
export function protocolDifference(protocols: readonly MetricResult["protocol"][]): string[] {
  const keys = new Set(protocols.flatMap((protocol) => Object.keys(protocol)));
  return [...keys].filter((key) => new Set(protocols.map((protocol) => protocol[key])).size > 1);
}

/** Says of every metric that was measured in several ways which keys of the protocols differ. */
function protocolNotes(rows: readonly MetricRow[]): string[] {
  return [...Map.groupBy(rows, ({ metric }) => metric)].flatMap(([metric, alike]) => {
    const keys = protocolDifference(alike.map(({ protocol }) => protocol));
    if (keys.length === 0) return [];
    return [`${metric}: ${differ(keys)} in the protocol, so numbers of different rows do not compare`];
  });
}

/** A protocol as text: equal protocols, equal text, whatever the order of the keys. */
function textOf(protocol: MetricResult["protocol"]): string {
  return JSON.stringify(Object.entries(protocol).toSorted(([a], [b]) => a < b ? -1 : 1));
}

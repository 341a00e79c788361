import { createHash } from "node:crypto";
import { join } from "node:path";
import { writeAtomically } from "./checkpoints/atomic_file.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import { inlineYaml } from "./config/resolved.ts";
import type { DrawSource } from "./sources/source.ts";
import type { Examples } from "./datasets/dataset.ts";
import type {
  Metric,
  MetricContext,
  MetricResult,
  MetricSamples,
  ObjectiveKey,
  RegressionErrors,
  RegressionOptions,
} from "./metrics/metric.ts";
import type { MetricLine } from "./artifacts/metrics_file.ts";
import { permutation } from "./random/permutation.ts";
import { Stream } from "./random/stream.ts";
import { sizeOf } from "./tensor/shape.ts";
import type { Shape } from "./tensor/types.ts";

/** What metrics are given. */
export interface EvaluationParts {
  /** The shape of one sample. */
  readonly shape: Shape;
  /** The experiment. */
  readonly config: ExperimentConfig;
  /** The samples of the run. */
  readonly samples: MetricSamples;
  /** The model. */
  readonly model: MetricContext["model"];
  /** Draws more samples. */
  draw: MetricContext["draw"];
  /** Draws source samples. */
  readonly drawSource: DrawSource;
  /** The data that were trained on. */
  readonly examples: Examples;
  /** The names of the classes; those of the examples where only the files tell. */
  readonly classes: readonly string[];
  /** Reads the test split. */
  loadTest(): Promise<Examples>;
  /** Describes images. */
  readonly features: MetricContext["features"];
  /** Asks the model what it was trained for, about examples. */
  regressionErrors(examples: Examples, options: RegressionOptions): Promise<RegressionErrors>;
}

/** The keys that say what the network is asked for, in the order of an experiment. */
export const OBJECTIVE: readonly ObjectiveKey[] = [
  "source",
  "coupling",
  "timeSampler",
  "path",
  "gamma",
  "target",
  "loss",
  "weighting",
];

/**
 * Names a data set so that two names are equal only if numbers about them compare: with the beginning of a hash of its
 * images, or of the options of its points. Points of another seed are other draws of one law, and have the same name.
 *
 * @param config The experiment.
 * @param examples The data that were trained on.
 * @param shape The shape of one example.
 */
export function datasetName(
  { dataset: { name, ...options } }: Pick<ExperimentConfig, "dataset">,
  { fingerprint }: Pick<Examples, "fingerprint">,
  shape: Shape,
): string {
  const sorted = Object.entries(options).toSorted(([a], [b]) => a < b ? -1 : 1);
  const hash = shape.length > 1
    ? fingerprint
    : createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
  return `${name} ${hash.slice(0, 8)}`;
}

/**
 * Draws once what several metrics ask for: a sample is the same however many are drawn, so the first of the most that
 * were drawn with a solver are those of any smaller number.
 */
function drawingOnce(draw: MetricContext["draw"], size: number): MetricContext["draw"] {
  const drawn = new Map<string, MetricSamples>();
  return async ({ count, solver }) => {
    const key = JSON.stringify(solver ?? null);
    let most = drawn.get(key);
    if (most === undefined || most.evaluations.length < count) {
      most = await draw({ count, ...solver ? { solver } : {} });
      drawn.set(key, most);
    }
    return {
      x: most.x.slice(0, count * size),
      x0: most.x0.slice(0, count * size),
      labels: most.labels?.slice(0, count),
      evaluations: most.evaluations.slice(0, count),
      unfinished: most.unfinished.filter((sample) => sample < count),
    };
  };
}

/**
 * What metrics can ask for.
 *
 * @param parts The experiment, its model and its samples.
 */
export function metricContext(parts: EvaluationParts): MetricContext {
  const { shape, config: { seed }, samples, model, drawSource } = parts;
  const size = sizeOf(shape);
  let test: Promise<Examples> | undefined;
  const loadTest = (): Promise<Examples> => test ??= parts.loadTest();
  const data: MetricContext["data"] = async (split, count) => {
    const examples = split === "train" ? parts.examples : await loadTest();
    const order = orderOf(examples, shape, split).subarray(0, count);
    const x = new Float32Array(order.length * size);
    order.forEach((index, i) => examples.read(index, x.subarray(i * size, (i + 1) * size)));
    return { x, labels: Int32Array.from(order, (index) => examples.label(index)) };
  };
  return {
    shape,
    seed,
    dataset: datasetName(parts.config, parts.examples, shape),
    objective: objectiveOf(parts.config),
    samples,
    model,
    draw: drawingOnce(parts.draw, size),
    features: parts.features,
    regressionErrors: async (options) => await parts.regressionErrors(await loadTest(), options),
    classes: parts.examples.classes ?? parts.classes,
    data,
    reference: async (count) => (await data("test", count)).x,
    source(count) {
      const x0 = new Float32Array(count * size);
      for (let i = 0; i < count; i++) {
        const draws = new Stream({ seed, purpose: "sample/noise", sample: i });
        drawSource(x0.subarray(i * size, (i + 1) * size), draws);
      }
      return Promise.resolve(x0);
    },
  };
}

/**
 * The order in which examples are measured, the same for every experiment: points as they were drawn, images at random,
 * since files lie in the order of their classes, or of where they came from, and some must be like all.
 */
function orderOf({ size }: Examples, shape: Shape, split: string): Uint32Array {
  if (shape.length === 1) return Uint32Array.from({ length: size }, (_, i) => i);
  return permutation(size, new Stream({ seed: 0, purpose: `evaluation/${split}` }));
}

/** What the network is asked for: of every key the name, or name and options. */
function objectiveOf(config: ExperimentConfig): MetricContext["objective"] {
  const said = OBJECTIVE.map((key) => {
    const choice = config[key];
    return [key, Object.keys(choice).length === 1 ? choice.name : inlineYaml(choice)];
  });
  return Object.fromEntries(said) as MetricContext["objective"];
}

/**
 * A metric's result as lines of metrics.jsonl: one with the numbers, and one for each row of a table.
 *
 * The first has how it was measured in an object of its own, `protocol`, even if that is empty: so a reader knows it
 * from the rows, and compares numbers only where all that is in it is equal.
 *
 * @param name The metric's name.
 * @param result What it found.
 */
export function resultLines(
  name: string,
  { value, protocol, details = {}, rows = [] }: MetricResult,
): MetricLine[] {
  return [
    { metric: name, ...value === undefined ? {} : { value }, ...details, protocol },
    ...rows.map((row) => ({ metric: name, ...row })),
  ];
}

/** Where results go. */
export interface ResultSink {
  /** Takes the lines of a result. */
  append(line: MetricLine): void;
  /** The folder of figures. */
  readonly plots: string;
  /** Says a result in a line. */
  say(line: string): void;
  /** Says why a number should not be trusted. */
  warn(line: string): void;
}

/**
 * Measures what an experiment asks for.
 *
 * @param metrics The metrics, and their names.
 * @param context What they can ask for.
 * @param sink Where the results go.
 */
export async function evaluate(
  metrics: readonly { readonly name: string; readonly metric: Metric }[],
  context: MetricContext,
  sink: ResultSink,
): Promise<void> {
  for (const [i, { name, metric }] of metrics.entries()) {
    const found = await metric.evaluate(context);
    // Numbers about different data do not compare, whatever the metric.
    const result = { ...found, protocol: { ...found.protocol, dataset: context.dataset } };
    for (const line of resultLines(name, result)) sink.append(line);
    const details = Object.entries(result.details ?? {}).map(([key, value]) =>
      `${key} ${value.toPrecision(4)}`
    );
    const value = result.value === undefined ? [] : [result.value.toPrecision(4)];
    const said = [...value, ...details, ...(result.rows ? [`${result.rows.length} rows`] : [])].join(", ");
    sink.say(`${name}: ${said}`);
    for (const warning of result.warnings ?? []) sink.warn(`${name} ${warning}`);
    if (result.chart) {
      // Two curves of one kind keep their figures apart.
      const before = metrics.slice(0, i).filter((other) => other.name === name).length;
      const file = before === 0 ? `${name}.svg` : `${name}-${before + 1}.svg`;
      const { lineChart } = await import("./artifacts/line_chart.ts");
      const { log, logY = log, ...chart } = result.chart;
      await writeAtomically(join(sink.plots, file), lineChart({ ...chart, logX: log, logY }));
    }
  }
}

import { callsText } from "./artifacts/calls_text.ts";
import type { MetricsFile } from "./artifacts/metrics_file.ts";
import type { Choice } from "./component.ts";
import { type SampleFolders, writeSamples } from "./artifacts/sample_files.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import type { Data } from "./data.ts";
import { cacheDirectory } from "./datasets/cache.ts";
import { evaluate, metricContext } from "./evaluation.ts";
import { featureReader } from "./features/feature_reader.ts";
import type { Logger } from "./logger.ts";
import type { MetricContext } from "./metrics/metric.ts";
import { openModel } from "./model.ts";
import type { Parts } from "./parts.ts";
import { sample } from "./sampling/sample.ts";
import { regressionErrors } from "./training/regression_errors.ts";

/** What samples are drawn for. */
export interface Drawing {
  /** The resolved experiment. */
  readonly config: ExperimentConfig;
  /** The folders to write to; without one for samples they are drawn in memory only, to be measured. */
  readonly directory: Pick<SampleFolders, "plots"> & Partial<SampleFolders>;
  /** Receives what is measured; without it nothing is. */
  readonly metrics?: Pick<MetricsFile, "append">;
  /** Where progress is reported. */
  readonly logger: Logger;
  /** Ends the sampling before its time. */
  readonly options: { readonly signal?: AbortSignal };
}

/** The animation shows so many images unless the experiment says otherwise; of points it shows all. */
const IMAGES_IN_MOTION = 16;

/**
 * Samples with trained weights, writes the samples and pictures of them, and measures what the experiment asks for.
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
  { config, directory: { samples, plots }, metrics, logger, options: { signal } }: Drawing,
): Promise<void> {
  const { shape } = parts;
  const { sampling, seed } = config;
  const model = openModel(parts, config, { weights, examples, signal });
  const drawWith = async ({ count, solver, trajectories = 0 }: {
    readonly count: number;
    readonly solver?: Choice;
    readonly trajectories?: number;
  }) => {
    const drawn = await sample({
      follow: (x0, options) => model.follow(x0, { ...options, ...solver ? { solver } : {} }),
      batchSize: Math.min(sampling.batchSize, count),
      count,
      drawSource,
      seed,
      shape,
      trajectories,
      logger,
    });
    return { ...drawn, labels: model.labelsOf(count) };
  };
  let pictures: Promise<void> | undefined;
  try {
    const inMotion = sampling.trajectory ?? (shape.length === 1 ? sampling.count : IMAGES_IN_MOTION);
    const trajectories = samples === undefined ? 0 : inMotion;
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
    if (samples !== undefined) {
      ({ pictures } = await writeSamples({ samples, plots }, drawn, { shape, examples }));
    }
    if (parts.metrics.length === 0 || metrics === undefined) return;
    const context = metricContext({
      shape,
      config,
      samples: drawn,
      model,
      drawSource,
      examples,
      classes: parts.dataset.classes,
      loadTest,
      features: featuresOf(parts, { config, examples, signal }),
      regressionErrors: async (test, options) =>
        await regressionErrors(
          {
            ...parts,
            seed,
            drawSource,
            batchSize: config.training.batchSize,
            most: model.batchSize,
            answer: (x, t, labels) => model.answersFor({ samples: t.length, labels })(x, t),
          },
          test,
          options,
        ),
      draw: drawWith,
    });
    const named = parts.metrics.map((metric, i) => ({ name: config.evaluation[i]!.name, metric }));
    await evaluate(named, context, {
      append: (line) => metrics.append(line),
      plots,
      say: (line) => logger.info(line),
      warn: (line) => logger.warn(line),
    });
  } finally {
    await model.dispose();
    await pictures;
  }
}

/** What features are made for. */
interface FeatureSubject {
  readonly config: ExperimentConfig;
  readonly examples: Data["examples"];
  readonly signal?: AbortSignal | undefined;
}

/** What describes images for metrics. */
function featuresOf(parts: Parts, { config, examples, signal }: FeatureSubject): MetricContext["features"] {
  return featureReader({
    ...parts,
    dataset: config.dataset.name,
    classes: parts.dataset.classes,
    examples,
    cache: cacheDirectory,
    signal,
  });
}

/**
 * Finds out whether the classifier is there that metrics look through, before anything is trained that they are to
 * measure.
 *
 * @param parts What the experiment is made of.
 * @param subject The experiment and its data.
 * @throws {Failure} With exit code 2 if it is not.
 */
export async function requireClassifier(parts: Parts, subject: FeatureSubject): Promise<void> {
  if (!parts.metrics.some(({ needsClassifier }) => needsClassifier)) return;
  await featuresOf(parts, subject)(new Float32Array());
}

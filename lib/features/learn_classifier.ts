import type { Catalogs } from "../catalogs.ts";
import { build } from "../component.ts";
import { loadExperiment } from "../config/load.ts";
import { nearest } from "../config/nearest.ts";
import { type Experiment, resolveExperiment } from "../config/resolve.ts";
import { cacheDirectory } from "../datasets/cache.ts";
import type { Examples, LoadContext } from "../datasets/dataset.ts";
import { Failure } from "../failure.ts";
import type { Logger } from "../logger.ts";
import { classifier, withScaledFeatures } from "./classifier.ts";
import { readImages } from "./read_images.ts";
import { subjectOf } from "./subject.ts";
import { trainClassifier } from "./train_classifier.ts";
import {
  classifierFile,
  readClassifier,
  type TrainedClassifier,
  weightsHash,
  writeClassifier,
} from "./trained_classifier.ts";

/** How a classifier is trained. */
export interface ClassifierOptions {
  /** Steps of training. */
  readonly steps: number;
  /** `dataset.…=value`, `seed=…` and `engine=…` arguments. */
  readonly overrides: readonly string[];
  /** Where progress is reported. */
  readonly logger: Logger;
  /** Ends the work before its time; nothing is kept then. */
  readonly signal?: AbortSignal | undefined;
}

/** A classifier that is in the cache. */
export interface LearnedClassifier {
  /** The data set's name. */
  readonly dataset: string;
  /** Where it is kept. */
  readonly file: string;
  /** The beginning of the SHA-256 of its weights, in hex. */
  readonly hash: string;
  /** The steps of its training. */
  readonly steps: number;
  /** The part of the test split that it reads right. */
  readonly testAccuracy: number;
  /** How many images the test split has. */
  readonly testImages: number;
  /** Whether it was there already. */
  readonly isKnown: boolean;
}

/** Where a classifier's own draws start: the same for every experiment, so that there is one for each data set. */
const SEED = 0;

/**
 * Trains the classifier of a data set and keeps it in the cache, where metrics find it; if one that was trained for
 * as many steps is there already, that is it.
 *
 * Its features are scaled by one factor so that their mean square over the test split is 1: then distances of features
 * have a unit, and the kernel of kernelDistance is neither flat nor steep.
 *
 * @param word The name of a data set, or an experiment file, whose `dataset` is taken.
 * @param catalogs flowlab's components.
 * @param options How it is trained.
 * @returns Where it is, and how good.
 * @throws {Failure} If the data cannot be had, are no images of two classes or more, or the signal ended it.
 */
export async function learnClassifier(
  word: string,
  catalogs: Catalogs,
  { steps, overrides, logger, signal }: ClassifierOptions,
): Promise<LearnedClassifier> {
  const experiment = await experimentOf(word, catalogs, overrides);
  const { config, folder } = experiment;
  const { name } = config.dataset;
  const dataset = datasetOf(experiment);
  const engine = build(experiment.catalogs.engines, config.engine);
  const cache = cacheDirectory();
  const context: Omit<LoadContext, "split"> = { seed: config.seed, cache, folder, logger, signal };
  const read = (split: LoadContext["split"]): Promise<Examples> => dataset.load({ ...context, split });
  const examples = await read("train");
  const subject = subjectOf({ dataset: name, shape: dataset.shape, classes: dataset.classes, examples });
  const file = classifierFile(cache, subject);
  const answer = (trained: TrainedClassifier, isKnown: boolean): LearnedClassifier => {
    const { steps, testAccuracy, testImages } = trained.record;
    const hash = weightsHash(trained.weights);
    return { dataset: name, file, hash, steps, testAccuracy, testImages, isKnown };
  };
  const known = await readClassifier(file, subject).catch((error) => {
    if (!(error instanceof Failure)) throw error;
    logger.warn(`${error.message}. It is made again`);
    return undefined;
  });
  if (known?.record.steps === steps) return answer(known, true);

  // Before the training, which a test split that cannot be had would make useless.
  const test = await read("test");
  const network = classifier(subject);
  logger.info(`Training the classifier of ${name} (${examples.size} images) for ${steps} steps`);
  const learned = await trainClassifier({ network, examples, engine, seed: SEED, steps, logger, signal });
  const heed = (): void => {
    if (signal?.aborted) throw new Failure("Interrupted while testing", 130);
  };
  const { features } = await readImages(engine, { network, weights: learned }, test, heed);
  const weights = withScaledFeatures(network, learned, 1 / rootMeanSquare(features));
  const { labels } = await readImages(engine, { network, weights }, test, heed);
  const testAccuracy = labels.filter((label, i) => label === test.label(i)).length / test.size;
  const trained = { network, weights, record: { seed: SEED, steps, testAccuracy, testImages: test.size } };
  await writeClassifier(file, subject, trained);
  return answer(trained, false);
}

/** The root of the mean square; 1 for nothing but zeros, which no factor makes larger. */
function rootMeanSquare(values: Float32Array): number {
  const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  return Math.sqrt(square) || 1;
}

/** The experiment of a file, or the least that has a data set of that name. */
async function experimentOf(
  word: string,
  catalogs: Catalogs,
  overrides: readonly string[],
): Promise<Experiment> {
  const options = { catalogs, overrides };
  if (Object.hasOwn(catalogs.datasets, word)) {
    return resolveExperiment(`dataset: ${word}`, { ...options, file: word });
  }
  // What has neither folder nor ending was meant as a name.
  if (/[./\\]/.test(word)) return await loadExperiment(word, options);
  const names = Object.keys(catalogs.datasets);
  const near = nearest(word, names);
  throw new Failure(
    `Expected an experiment file or a data set, one of ${names.join(", ")}; found "${word}"` +
      (near === undefined ? "" : `; did you mean \`${near}\`?`),
    2,
  );
}

/** The data set, whose options are the user's to mend. */
function datasetOf(experiment: Experiment) {
  try {
    return build(experiment.catalogs.datasets, experiment.config.dataset);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw experiment.blame([{ path: "dataset", rule: error.message }]);
  }
}

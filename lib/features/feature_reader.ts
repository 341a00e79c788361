import { resolve } from "node:path";
import type { Engine } from "../engines/engine.ts";
import { Failure } from "../failure.ts";
import type { MetricContext } from "../metrics/metric.ts";
import { sizeOf } from "../tensor/shape.ts";
import { FEATURES } from "./classifier.ts";
import { ownFeatures } from "./own_extractor.ts";
import { imageList, readImages } from "./read_images.ts";
import type { ImageSize } from "./resize.ts";
import { type ClassifiedData, subjectOf } from "./subject.ts";
import { classifierFile, readClassifier, weightsHash } from "./trained_classifier.ts";

/** Whose images are described, and with what. */
export interface FeatureReaderParts extends ClassifiedData {
  /** What runs the classifier. */
  readonly engine: Engine;
  /** The folder that paths of extractors start from. */
  readonly folder: string;
  /** The folder for downloaded and computed files; asked for only when it is needed. */
  cache(): string;
  /** Ends the reading before its time. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes the function that describes images: with the classifier of their data set, which must have been trained, or
 * with an extractor of one's own.
 *
 * @param parts Whose images, and with what.
 */
export function featureReader(parts: FeatureReaderParts): MetricContext["features"] {
  const { dataset, shape, engine, folder, signal } = parts;
  const heed = (): void => {
    if (signal?.aborted) throw new Failure("Interrupted while reading features", 130);
  };
  return async (x, { extractor, range = "[-1,1]" } = {}) => {
    const images = imageList(x, sizeOf(shape));
    if (extractor !== undefined) {
      if (shape.length !== 3) {
        throw new Failure(`extractor takes images, not points [${shape.join(", ")}]`, 2);
      }
      const file = resolve(folder, extractor);
      return await ownFeatures({ file, range, images, shape: shape as unknown as ImageSize, heed });
    }
    const subject = subjectOf(parts);
    const file = classifierFile(parts.cache(), subject);
    const trained = await readClassifier(file, subject);
    if (trained === undefined) {
      throw new Failure(
        `The classifier of the data set ${dataset} was not trained yet (expected it in ${file}). Train it first with ` +
          `deno task classifier ${dataset}, or deno task classifier FILE with this experiment's file if its data ` +
          "set has options; deno task resume RUN then carries a run on",
        2,
      );
    }
    const { features, labels } = await readImages(engine, trained, images, heed);
    return {
      features,
      width: FEATURES,
      name: `${dataset} classifier ${weightsHash(trained.weights)}`,
      labels,
      testAccuracy: trained.record.testAccuracy,
    };
  };
}

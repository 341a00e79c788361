import { checkClasses } from "./conditioning.ts";
import { cacheDirectory } from "./datasets/cache.ts";
import type { Examples, LoadContext } from "./datasets/dataset.ts";
import type { Parts } from "./parts.ts";
import type { Run } from "./run.ts";
import type { DrawSource } from "./sources/source.ts";

/** What an experiment draws from. */
export interface Data {
  /** Where `x1` comes from. */
  readonly examples: Examples;
  /** Where `x0` comes from. */
  readonly drawSource: DrawSource;
  /** Reads examples that are not trained on. */
  loadTest(): Promise<Examples>;
}

/**
 * Reads the data.
 *
 * @param parts The data set, the source, and where paths in their options start.
 * @param run The seed, and who is told.
 * @throws {Failure} If they cannot be had, have other classes than the network was made for, or the signal ended it.
 */
export async function load(
  { dataset, source, classes, folder }: Parts,
  { config, logger, options: { signal } }: Pick<Run, "config" | "logger" | "options">,
): Promise<Data> {
  const context = (split: "train" | "test"): LoadContext => ({
    seed: config.seed,
    split,
    // Generated data need no cache, so they do not ask where it is.
    get cache() {
      return cacheDirectory();
    },
    folder,
    logger,
    signal,
  });
  const examples = await dataset.load(context("train"));
  checkClasses(examples, classes);
  return {
    examples,
    drawSource: await source.load(context("train")),
    loadTest: () => dataset.load(context("test")),
  };
}

import { dirname, join } from "node:path";
import { isOracle } from "./architectures/architecture.ts";
import { createEvaluationFolder } from "./artifacts/evaluation_folder.ts";
import { type MetricLine, MetricsFile } from "./artifacts/metrics_file.ts";
import { removeIfEmpty } from "./artifacts/next_folder.ts";
import type { Catalogs } from "./catalogs.ts";
import { writeAtomically } from "./checkpoints/atomic_file.ts";
import { inlineYaml, resolvedYaml } from "./config/resolved.ts";
import { load } from "./data.ts";
import { draw } from "./drawing.ts";
import { firstState, stepsOf, weightsOf } from "./experiment.ts";
import { Failure } from "./failure.ts";
import { openRun } from "./resume.ts";
import { asShortage, type RunOptions } from "./run.ts";

/** What is measured of a past run, and where the results go. */
export interface EvaluateOptions extends RunOptions {
  /** The metrics by name, each with its defaults; those of the experiment if there are none. */
  readonly metrics: readonly string[];
  /** `evaluation=…` and `seed=…` arguments. */
  readonly overrides: readonly string[];
  /** The folder for the results; a new one within the run's own unless given. */
  readonly output?: string | undefined;
}

/**
 * Measures a finished run with the averaged weights of its last checkpoint. Its samples are drawn again in memory,
 * with the same bits; the files that the run itself wrote stay as they are.
 *
 * @param path The run's folder, or an experiment's `latest`.
 * @param catalogs flowlab's components.
 * @param options What to measure, and where to write.
 * @returns The folder of the results: metrics.jsonl, config.resolved.yaml and figures.
 * @throws {Failure} If there is no such run, it was not trained to its end, there is nothing to measure, or the
 * output folder is not empty.
 */
export async function evaluateRun(
  path: string,
  catalogs: Catalogs,
  options: EvaluateOptions,
): Promise<string> {
  const { logger, metrics, output } = options;
  const named = metrics.length > 0 ? [`evaluation=${inlineYaml(metrics)}`] : [];
  const overrides = [...options.overrides, ...named];
  const { directory, experiment, parts, state } = await openRun(path, catalogs, overrides);
  const { config } = experiment;
  if (parts.metrics.length === 0) {
    throw new Failure(
      "There is nothing to measure, since the experiment names no metric: name one, as in " +
        "deno task evaluate RUN wasserstein2; deno task list metrics shows all",
      2,
    );
  }
  const data = await load(parts, { config, logger, options });
  const steps = stepsOf(config, data.examples);
  const end = isOracle(parts.network) ? firstState(parts, config) : state;
  if (end === undefined || !isOracle(parts.network) && end.step < steps) {
    throw new Failure(
      `The run ${directory.path} has no checkpoint of its last step, ${steps}: the last is ` +
        `${end ? `of step ${end.step}` : "none"}; deno task resume carries it on`,
      2,
    );
  }
  const folder = await createEvaluationFolder(directory, output);
  const file = new MetricsFile(join(folder, "metrics.jsonl"));
  let isMeasured = false;
  const append = (line: MetricLine): void => {
    isMeasured = true;
    file.append(line);
  };
  try {
    const drawing = { config, directory: { plots: folder }, metrics: { append }, logger, options };
    await draw(parts, data, weightsOf(end, config), drawing);
  } catch (error) {
    throw asShortage(error);
  } finally {
    // What was measured before something failed is kept.
    if (isMeasured) {
      await file.flush();
      await writeAtomically(join(folder, "config.resolved.yaml"), resolvedYaml(experiment));
    } else {
      await removeIfEmpty(folder);
      if (output === undefined) await removeIfEmpty(dirname(folder));
    }
  }
  return folder;
}

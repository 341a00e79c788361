import { createHash } from "node:crypto";
import { join } from "node:path";
import type { RunDirectory } from "../../lib/artifacts/run_directory.ts";
import { type Catalogs, catalogs as ours } from "../../lib/catalogs.ts";
import { type Experiment, resolveExperiment } from "../../lib/config/resolve.ts";
import { runExperiment } from "../../lib/experiment.ts";
import { Failure } from "../../lib/failure.ts";
import { type Logger, type Progress, silent } from "../../lib/logger.ts";
import { namesBelow, testInFolder } from "../artifacts/files.ts";

/** Points of the plane: fifty steps with a checkpoint after every tenth, and a metrics line after every one. */
export const MOONS = `
name: small_moons
seed: 3
dataset: { name: moons, size: 1000 }
architecture: { name: mlp, width: 33, hiddenLayers: 2, activation: selu }
optimizer: { name: adam, learningRate: 2e-3 }
training: { steps: 50, batchSize: 48, checkpointEverySteps: 10 }
sampling: { solver: { name: heun, steps: 6 }, count: 70, batchSize: 64 }
`;

/**
 * Points with everything that draws numbers of its own: pairs of several steps at once from an entropic plan, noise
 * around the path, times that depend on each other, and an SDE solver; measured in the end.
 */
export const BRIDGE = `
name: small_bridge
seed: 4
dataset: { name: gaussian, size: 1000 }
coupling: { name: schrodingerBridge, sigma: 0.5, otBatchSize: 96 }
gamma: { name: brownianBridge, scale: 0.5 }
timeSampler: stratified
target: velocityAndScore
weighting: { name: uniform, importance: true }
architecture: { name: mlp, width: 17, hiddenLayers: 2 }
optimizer: { name: adamw, learningRate: 2e-3 }
schedule: { name: cosine, warmupSteps: 7 }
training: { steps: 50, batchSize: 48, checkpointEverySteps: 10, clipNorm: 1 }
sampling: { solver: { name: eulerMaruyama, steps: 6 }, count: 70, batchSize: 64 }
evaluation: [{ name: endpointCovariance, count: 100 }, { name: wasserstein2, count: 50 }]
`;

/** Images: two steps of a small convolutional network. */
export const DIGITS = `
name: small_digits
dataset: mnist
architecture: { name: plainCnn, channels: [8, 16] }
training: { steps: 2, batchSize: 16 }
sampling: { solver: { name: euler, steps: 4 }, count: 66, batchSize: 64 }
`;

/** What a run needs besides files: it describes its machine and loads the runtime's native library. */
const NEEDS: readonly Deno.PermissionName[] = ["env", "sys", "ffi"];

/**
 * Registers a test of whole runs, which works in an empty folder of its own.
 *
 * @param name What the test shows.
 * @param fn The test; the folder is removed afterwards.
 * @param needs What it needs besides; without permission it is ignored.
 */
export function testRuns(
  name: string,
  fn: (folder: string) => Promise<void>,
  needs: readonly Deno.PermissionName[] = [],
): void {
  testInFolder(name, fn, [...NEEDS, ...needs]);
}

/** The text of an experiment with `key=value` arguments applied. */
export function resolved(
  text: string,
  overrides: readonly string[] = [],
  catalogs: Catalogs = ours,
): Experiment {
  return resolveExperiment(text, { file: "experiment.yaml", catalogs, overrides });
}

/** Runs an experiment into a folder. */
export function runInto(
  output: string,
  experiment: Experiment,
  options: { readonly logger?: Logger; readonly signal?: AbortSignal } = {},
): Promise<RunDirectory> {
  return runExperiment(experiment, { logger: silent, ...options, outputs: output, output });
}

/** A logger and the signal that it gives as soon as progress fulfils a condition. */
export function stopWhen(
  condition: (progress: Progress) => boolean,
): { logger: Logger; signal: AbortSignal } {
  const stop = new AbortController();
  const progress = (report: Progress) => condition(report) && stop.abort();
  return { logger: { ...silent, progress }, signal: stop.signal };
}

/** Runs an experiment into a folder until a signal interrupts it, and returns the failure that says so. */
export async function interruptedRun(
  output: string,
  experiment: Experiment,
  condition: (progress: Progress) => boolean,
): Promise<Failure> {
  try {
    await runInto(output, experiment, stopWhen(condition));
  } catch (error) {
    if (error instanceof Failure && error.exitCode === 130) return error;
    throw error;
  }
  throw new Error("The run came to its end: nothing interrupted it");
}

/** Where a run notes times and the machine; nothing else of it may differ from one run to the next. */
const ABOUT_THE_OCCASION = ["environment.json", "log.txt"];

/** The SHA-256 of every file of a run that must be the same whenever the experiment is run, by its path. */
export async function fingerprints(folder: string): Promise<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const name of namesBelow(folder)) {
    const path = join(folder, name);
    if (ABOUT_THE_OCCASION.includes(name) || !(await Deno.stat(path)).isFile) continue;
    entries.push([name, createHash("sha256").update(await Deno.readFile(path)).digest("hex")]);
  }
  return Object.fromEntries(entries);
}

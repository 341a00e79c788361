import { basename, dirname, join, resolve } from "node:path";
import { writeAtomically } from "../checkpoints/atomic_file.ts";
import { Failure } from "../failure.ts";
import { obstacle } from "./obstacle.ts";

/** Where everything that a run makes is kept. */
export interface RunDirectory {
  /** The run's folder. */
  readonly path: string;
  /** The folder of its checkpoints. */
  readonly checkpoints: string;
  /** The folder of its samples and pictures of them. */
  readonly samples: string;
  /** The folder of its figures. */
  readonly plots: string;
}

/** Where a new run's folder goes. */
export interface NewRun {
  /** The folder of all experiments' outputs. */
  readonly outputs: string;
  /** The experiment's name: one part of a path. */
  readonly name: string;
  /** The hash of the resolved config in hexadecimal, of which 8 digits are used. */
  readonly configHash: string;
  /** When the run began. */
  readonly startedAt: Date;
  /** A folder to use instead, as the user named it; it must not exist yet, or be empty. */
  readonly output?: string;
}

/** The name of the link to an experiment's last run. */
export const LATEST = "latest";

/**
 * Creates the folder of a new run: `<outputs>/<name>/<UTC time>-<8 hex>`, or the one that the user named.
 *
 * A second run in the same second gets `-2`, the next `-3`. `<outputs>/<name>/latest` then leads to the run; a
 * folder that the user named has no such link. If anything fails, no folder that was created stays behind.
 *
 * @param run Where it goes and how it is called.
 * @returns The folder, with its subfolders.
 * @throws {Failure} If the folder cannot be created, or the one named has something in it.
 */
export async function createRunDirectory(run: NewRun): Promise<RunDirectory> {
  const { outputs, name, configHash, startedAt, output } = run;
  if (/[/\\]/.test(name) || ["", ".", ".."].includes(name)) {
    throw new Failure(`Cannot name a folder "${name}": expected an experiment name without slashes`, 2);
  }
  const parent = join(outputs, name);
  const created: string[] = [];
  try {
    if (output !== undefined) {
      await refuseUnlessEmpty(output);
      await makeFolder(output, created);
      return await makeSubfolders(output, created);
    }
    await makeFolder(parent, created);
    const id = `${compactTime(startedAt)}-${configHash.slice(0, 8)}`;
    const path = await claimFolder(join(parent, id), created);
    const directory = await makeSubfolders(path, created);
    await pointLatestTo(path);
    return directory;
  } catch (error) {
    // From the inside out; a folder in which another run has begun meanwhile is not empty and stays.
    for (const folder of created.reverse()) await Deno.remove(folder).catch(() => {});
    if (error instanceof Failure) throw error;
    throw new Failure(
      `Cannot create a run folder in "${output ?? parent}": ${
        obstacle(error)
      }; choose another place with --output`,
      2,
    );
  }
}

/**
 * The places within a run's folder.
 *
 * @param path The run's folder.
 * @returns It and its subfolders, whether or not they exist.
 */
export function layoutOf(path: string): RunDirectory {
  return {
    path,
    checkpoints: join(path, "checkpoints"),
    samples: join(path, "samples"),
    plots: join(path, "plots"),
  };
}

/**
 * Reads one of a run's own text files.
 *
 * @param run The run.
 * @param name The file's name.
 * @returns Its text; undefined if it does not exist.
 */
export async function readRunFile({ path }: RunDirectory, name: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(join(path, name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** A time as `20260102T030405Z`, which sorts and which every file system takes. */
function compactTime(time: Date): string {
  return time.toISOString().replace(/\.\d+/, "").replaceAll(/[-:]/g, "");
}

/** Refuses a folder with something in it, and what is not a folder. */
async function refuseUnlessEmpty(path: string): Promise<void> {
  if (!await exists(path)) return;
  for await (const { name } of Deno.readDir(path)) {
    throw new Failure(
      `The output folder "${path}" is not empty: found "${name}"; name one that is empty or does not exist`,
      2,
    );
  }
}

/** Creates a folder and those that it is in, as far as they are missing, and notes which. */
async function makeFolder(path: string, created: string[]): Promise<void> {
  const missing: string[] = [];
  for (let folder = resolve(path); !await exists(folder); folder = dirname(folder)) missing.push(folder);
  for (const folder of missing.reverse()) {
    try {
      await Deno.mkdir(folder);
      created.push(folder);
    } catch (error) {
      // Another run may have made it since; a dangling link of that name is no folder.
      if (!(error instanceof Deno.errors.AlreadyExists) || !await exists(folder)) throw error;
    }
  }
}

/** Creates a folder that nobody else has: `path`, else `path-2`, `path-3`, … */
async function claimFolder(path: string, created: string[]): Promise<string> {
  for (let attempt = 1;; attempt++) {
    const candidate = attempt === 1 ? path : `${path}-${attempt}`;
    try {
      await Deno.mkdir(candidate);
      created.push(candidate);
      return candidate;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/**
 * Creates the subfolders of a run's folder, as far as they are missing.
 *
 * @param path The run's folder.
 * @param created Receives the folders that were created.
 * @returns It and its subfolders.
 */
export async function makeSubfolders(path: string, created: string[] = []): Promise<RunDirectory> {
  const directory = layoutOf(path);
  for (const folder of [directory.checkpoints, directory.samples, directory.plots]) {
    await makeFolder(folder, created);
  }
  return directory;
}

/** Makes `latest` beside a run's folder lead to it, at no moment leading nowhere. */
async function pointLatestTo(path: string): Promise<void> {
  const latest = join(dirname(path), LATEST);
  const temporary = `${latest}.${basename(path)}.tmp`;
  try {
    await Deno.symlink(basename(path), temporary, { type: "dir" });
  } catch {
    // Windows grants links to few users, and some file systems have none: a file with the name serves as well.
    await writeAtomically(latest, `${basename(path)}\n`);
    return;
  }
  try {
    await Deno.rename(temporary, latest);
  } catch (error) {
    await Deno.remove(temporary);
    throw error;
  }
}

/** Whether there is a file or a folder of that name. */
async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

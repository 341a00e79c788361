import { dirname, join, resolve } from "node:path";
import { replaceFile } from "../checkpoints/atomic_file.ts";
import { Failure } from "../failure.ts";
import { reason } from "./reason.ts";

/**
 * The folder for downloaded and decoded files: `$FLOWLAB_CACHE`, else `flowlab` in the platform's cache folder.
 *
 * That is `$XDG_CACHE_HOME` or `~/.cache` on Linux, `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on Windows.
 *
 * @returns An absolute path; the folder need not exist.
 * @throws {Failure} If the environment names neither a cache nor a home folder.
 */
export function cacheDirectory(): string {
  const own = Deno.env.get("FLOWLAB_CACHE");
  if (own) return resolve(own);
  switch (Deno.build.os) {
    case "windows":
      return join(variable("LOCALAPPDATA"), "flowlab");
    case "darwin":
      return join(variable("HOME"), "Library", "Caches", "flowlab");
    default:
      return join(Deno.env.get("XDG_CACHE_HOME") || join(variable("HOME"), ".cache"), "flowlab");
  }
}

function variable(name: string): string {
  const value = Deno.env.get(name);
  if (value) return value;
  throw new Failure(
    `There is no folder for downloads: expected ${name} in the environment, found nothing. ` +
      `Set FLOWLAB_CACHE to a folder that can be written`,
  );
}

/**
 * Reads a file that need not be there.
 *
 * @returns Its bytes, or nothing if there is no such file.
 * @throws {Failure} If it is there but cannot be read.
 */
export async function readIfPresent(file: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw unusable("read", file, error);
  }
}

/**
 * Writes a file as a whole or not at all: under another name in the same folder first, then renamed.
 *
 * @throws {Failure} If it cannot be written.
 */
export async function writeAtomically(file: string, bytes: Uint8Array): Promise<void> {
  await makeFolder(dirname(file));
  try {
    await replaceFile(file, bytes);
  } catch (error) {
    throw unusable("write", file, error);
  }
}

/**
 * Lends a folder for unfinished files, and removes it with all that is in it.
 *
 * @param parent Where the folder is made.
 * @param use What is done with it.
 * @returns What `use` returns.
 * @throws {Failure} If the folder cannot be made.
 */
export async function withScratchFolder<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  await makeFolder(parent);
  let folder: string;
  try {
    folder = await Deno.makeTempDir({ dir: parent, prefix: ".unfinished-" });
  } catch (error) {
    throw unusable("write", parent, error);
  }
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (error) {
    throw unusable("write", folder, error);
  }
}

function unusable(verb: string, path: string, error: unknown): Failure {
  return new Failure(
    `Cannot ${verb} in the cache, ${path}: ${
      reason(error)
    }. Make it accessible, or set FLOWLAB_CACHE to another folder`,
  );
}

import { basename, dirname, join, relative } from "node:path";
import { nearest } from "../config/nearest.ts";
import { Failure } from "../failure.ts";
import { LATEST, layoutOf, type RunDirectory } from "./run_directory.ts";

/** The file that every run has from its beginning on. */
const MARK = "config.resolved.yaml";

/** Where runs go unless the user says otherwise. */
const USUAL = "outputs";

/** So many names are listed when none is near to what was asked for. */
const LISTED = 5;

/**
 * Finds the folder of an existing run.
 *
 * @param path A run's folder, or the `latest` of an experiment, be it a link or a file with a name.
 * @returns The folder with links resolved, so that a later run does not change what it means.
 * @throws {Failure} If there is no run; the message names the nearest, or the last ones.
 */
export async function openRunDirectory(path: string): Promise<RunDirectory> {
  const found = await follow(path);
  if (found === undefined) throw new Failure(`There is no run folder "${path}"${await hint(path)}`, 2);
  if ((await typeOf(join(found, MARK))) === "file") return layoutOf(found);
  throw new Failure(`"${path}" is not a run folder: expected ${MARK} in it${await hint(path)}`, 2);
}

/** Follows links and a file named `latest`; undefined if they lead nowhere. */
async function follow(path: string): Promise<string | undefined> {
  const type = await typeOf(path);
  if (type === undefined) return undefined;
  const real = await Deno.realPath(path);
  if (type === "folder" || basename(real) !== LATEST) return real;
  const target = join(dirname(real), (await Deno.readTextFile(real)).trim());
  return await typeOf(target) === undefined ? undefined : await Deno.realPath(target);
}

/** What there is under a name, links followed; undefined if nothing. */
async function typeOf(path: string): Promise<"file" | "folder" | undefined> {
  try {
    return (await Deno.stat(path)).isDirectory ? "folder" : "file";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

/** What the user may have meant, as the end of a sentence; empty if there is nothing like a run around. */
async function hint(path: string): Promise<string> {
  if (/\.ya?ml$/.test(path) && await typeOf(path) === "file") {
    return "; it is a file, and experiment files are for deno task run";
  }
  for (const folder of [path, join(USUAL, path)]) {
    const latest = join(folder, LATEST);
    if (await typeOf(latest) !== undefined) return `; did you mean "${latest}"?`;
  }
  // The innermost folder that exists is where the name went wrong.
  let folder = path;
  while (await typeOf(folder) !== "folder") {
    if (folder === dirname(folder)) return "";
    folder = dirname(folder);
  }
  const names = await runsIn(folder);
  if (names.length === 0) return "";
  const [wrong, ...rest] = relative(folder, path).split(/[/\\]/);
  const near = nearest(wrong!, names);
  if (near !== undefined) return `; did you mean "${join(folder, near, ...rest)}"?`;
  const listed = names.slice(-LISTED).map((name) => `"${join(folder, name)}"`);
  return `; there ${names.length === 1 ? "is" : "are"} ${listed.join(", ")}`;
}

/** The names within a folder that lead to a run, or to an experiment's runs, in order. */
async function runsIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const inner = join(folder, name);
    if (name === LATEST || await typeOf(join(inner, MARK)) || await typeOf(join(inner, LATEST))) {
      names.push(name);
    }
  }
  return names.sort();
}

import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Catalogs } from "../catalogs.ts";
import { type Complaint, ConfigError, problemAt } from "./config_error.ts";
import { readChain } from "./extends.ts";
import { nearest } from "./nearest.ts";
import { fileSource, type Place, type Source } from "./place.ts";
import { type Experiment, type ResolveOptions, resolveTrees } from "./resolve.ts";
import { addComponents, type UsedModule, usedModules } from "./use.ts";

/** No experiment is this long; a file that is was named by mistake. */
const MOST_BYTES = 1_000_000;

/** A path as the user would write it: relative to the working directory where that is shorter. */
function displayed(path: string): string {
  const short = relative(Deno.cwd(), path);
  return short.length < path.length ? short : path;
}

/** How the names of experiments end. */
const YAML = /\.ya?ml$/;

/** How the names of modules end. */
const MODULE = /\.[cm]?[jt]s$/;

/** The files of a folder whose names end in a certain way, with their paths; none if it cannot be read. */
async function filesIn(folder: string, ending: RegExp): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.filter(({ name }) => ending.test(name)).map(({ name }) => join(folder, name)).sort();
  } catch {
    // It only serves to propose names: the caller reports what is wrong.
    return [];
  }
}

/** Proposes an experiment for one that does not exist: beside it, or in the folder `experiments`. */
async function proposal(path: string): Promise<string | undefined> {
  return nearestFile(path, [
    ...await filesIn(dirname(path), YAML),
    ...await filesIn(resolve("experiments"), YAML),
  ]);
}

/** Proposes the file whose name is nearest, whatever its ending. */
function nearestFile(path: string, files: readonly string[]): string | undefined {
  const stem = (file: string): string => basename(file, extname(file));
  const name = nearest(stem(path), files.map(stem));
  const file = files.find((candidate) => stem(candidate) === name);
  return file && `did you mean \`${displayed(file)}\`?`;
}

/** What is wrong with a file that could not be opened. */
async function reason(path: string, error: unknown): Promise<Omit<Complaint, "path">> {
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
    return { rule: "expected an experiment file; it does not exist", suggestion: await proposal(path) };
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return { rule: "the file may not be read: permission denied" };
  }
  throw error;
}

/** Decodes UTF-8; undefined if that is not what the bytes are. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // The decoder throws nothing else.
    return undefined;
  }
}

/** Reads a file as text, or says what is wrong with it. */
async function readText(path: string): Promise<string | Omit<Complaint, "path">> {
  const rule = "expected an experiment file: YAML text in UTF-8";
  try {
    const { isDirectory, size } = await Deno.stat(path);
    if (isDirectory) {
      const files = (await filesIn(path, YAML)).map((file) => `\`${displayed(file)}\``);
      const suggestion = files.length > 0 ? `it contains ${files.slice(0, 10).join(", ")}` : undefined;
      return { rule, found: "a folder", suggestion };
    }
    if (size > MOST_BYTES) return { rule: `${rule}, at most ${MOST_BYTES} bytes`, found: `${size} bytes` };
    const text = decode(await Deno.readFile(path));
    if (text === undefined) return { rule, found: "bytes that are not UTF-8" };
    return text.includes("\0") ? { rule, found: "binary data" } : text;
  } catch (error) {
    return await reason(path, error);
  }
}

/** Opens a file; one that cannot be read is blamed on the place that names it, or on itself. */
async function open(path: string, blame?: Place): Promise<Source & { readonly text: string }> {
  const name = displayed(path);
  const text = await readText(path);
  if (typeof text === "string") return { ...fileSource(text, path, name), text };
  const problem = blame ? problemAt(blame, { path: "extends", ...text }) : { file: name, path: "", ...text };
  throw new ConfigError([problem], problem.file);
}

/**
 * Imports a module of the user's own components, and adds them to the catalogs.
 *
 * @param catalogs The catalogs so far; they are left as they are.
 * @param use The module and where it is named.
 * @param file The experiment file, for messages.
 * @returns Catalogs with the module's components beside the others.
 * @throws {ConfigError} If the module cannot be imported, or exports something else than components.
 */
export async function withComponents(catalogs: Catalogs, use: UsedModule, file: string): Promise<Catalogs> {
  let exports: Record<string, unknown>;
  try {
    exports = await import(pathToFileURL(use.path).href);
  } catch (error) {
    throw new ConfigError([problemAt(use.place, { path: "use", ...await importFailure(use, error) })], file);
  }
  return addComponents(catalogs, exports, use, file);
}

/** What is wrong with a module that could not be imported. */
async function importFailure(
  { path, written }: UsedModule,
  error: unknown,
): Promise<Omit<Complaint, "path">> {
  const type = await Deno.stat(path).catch(() => undefined);
  if (type === undefined) {
    const suggestion = nearestFile(path, await filesIn(dirname(path), MODULE));
    return { rule: "expected a module; it does not exist", suggestion };
  }
  if (type.isDirectory) return { rule: "expected a module", found: "a folder" };
  // The module is the user's: whatever it throws is for the user to see. Deno says itself when that is a syntax
  // error.
  const message = !(error instanceof Error)
    ? String(error)
    : /^\w+Error: /.test(error.message)
    ? error.message
    : `${error.name}: ${error.message}`;
  return { rule: `expected a module that can be imported; ${written} fails with ${message}` };
}

/**
 * Reads and resolves an experiment file.
 *
 * The files that it extends are merged below it, the components of the modules that it uses are added to the
 * catalogs, and arguments are laid on top.
 *
 * @param file The path of the YAML file.
 * @param options The catalogs, and `key.sub=value` arguments.
 * @returns The experiment.
 * @throws {ConfigError} If a file cannot be read or anything in it is wrong, with every problem.
 */
export async function loadExperiment(file: string, options: ResolveOptions): Promise<Experiment> {
  const main = await open(resolve(file));
  const files = await readChain(main, open);
  const modules = usedModules(files, main.name);
  let catalogs: Catalogs = options.catalogs;
  for (const use of modules) {
    catalogs = await withComponents(catalogs, use, main.name);
  }
  const resolved = resolveTrees(files.map(({ tree }) => tree), main, { ...options, catalogs });
  return { file: main.name, text: main.text, catalogs, use: modules.map(({ path }) => path), ...resolved };
}

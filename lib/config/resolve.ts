import { basename, dirname, relative } from "node:path";
import type { Catalogs } from "../catalogs.ts";
import { ConfigError, problemAt } from "./config_error.ts";
import { choiceKeys, type ExperimentConfig, experimentSchema, mergeRules } from "./experiment_config.ts";
import { validate } from "./explain.ts";
import { locate, pathText } from "./fault.ts";
import { leaves } from "./leaves.ts";
import { merge } from "./merge.ts";
import { parseOverrides } from "./overrides.ts";
import { fileSource, type Source } from "./place.ts";
import { follow, type MapNode, nest, type Node, plain } from "./tree.ts";
import { parseFile } from "./yaml.ts";

/** Where a value of a resolved config comes from. */
export type Origin =
  | { readonly from: "default" | "command line" }
  | {
    /** The experiment file or one that it extends. */
    readonly from: "file";
    /** The file's path, relative to the folder of the experiment file. */
    readonly file: string;
    /** The line, from 1. */
    readonly line: number;
    /** The column, from 1. */
    readonly col: number;
  };

/** An experiment file with everything known about it. */
export interface Experiment {
  /** The file as messages call it. */
  readonly file: string;
  /** The folder that paths in options start from: the file's. */
  readonly folder: string;
  /** The file's text as given. */
  readonly text: string;
  /** The complete config. */
  readonly config: ExperimentConfig;
  /** Where each leaf of the config comes from, by its dotted path. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** The catalogs that the experiment chooses from: flowlab's, and its own components beside them. */
  readonly catalogs: Catalogs;
  /** The files of the experiment's own components, as they were opened. */
  readonly use: readonly string[];
  /**
   * Makes the error that blames values, each at its dotted path, for what no schema can tell. A value that is
   * written nowhere is blamed on what it is part of, or on the file.
   */
  blame(faults: readonly { readonly path: string; readonly rule: string }[]): ConfigError;
}

/** What an experiment is resolved with. */
export interface ResolveOptions {
  /** The components that it can choose. */
  readonly catalogs: Catalogs;
  /** `key.sub=value` arguments. */
  readonly overrides?: readonly string[];
}

/** A file's name without its folder and ending. */
function stem(path: string): string {
  return basename(path).replace(/\.ya?ml$/, "");
}

/** Where the value at a path comes from. */
function originOf(tree: Node, path: readonly string[], main: Source): Origin {
  const { node, rest } = follow(tree, path);
  const isShortForm = node.kind === "scalar" && rest.length === 1 && rest[0] === "name";
  if (rest.length > 0 && !isShortForm || node.kind === "scalar" && node.implied) return { from: "default" };
  const { source, line, col } = node.place;
  if (source.kind === "command line") return { from: "command line" };
  const file = relative(dirname(main.path), source.path).replaceAll("\\", "/");
  return { from: "file", file, line, col };
}

/** Writes out the default choices to which an argument adds options without a name. */
function withImpliedNames(file: MapNode, overrides: MapNode): MapNode {
  let tree = file;
  for (const [path, { usual }] of choiceKeys) {
    const keys = path.split(".");
    const { node, key, rest } = follow(overrides, keys);
    const needsName = rest.length === 0 && node.kind === "map" && !node.entries.has("name");
    if (!needsName || usual === undefined || follow(tree, keys).rest.length === 0) continue;
    const place = key ?? node.place;
    const name: Node = { kind: "scalar", value: usual, place, implied: true };
    const placed = [...keys, "name"].map((part) => ({ name: part, place }));
    tree = merge(tree, nest(placed, name), mergeRules) as MapNode;
  }
  return tree;
}

/**
 * Resolves files that were read and parsed: merges them, applies the arguments and validates the result.
 *
 * @param trees The experiment's tree last, before it the files that it extends, the lowest first.
 * @param main The experiment file.
 * @param options The catalogs and the arguments.
 * @returns The config, where paths in it start, where each of its values comes from, and how they are blamed.
 * @throws {ConfigError} If anything is wrong, with every problem.
 */
export function resolveTrees(
  trees: readonly MapNode[],
  main: Source,
  { catalogs, overrides = [] }: ResolveOptions,
): Pick<Experiment, "folder" | "config" | "origins" | "blame"> {
  const files = trees.map(withoutFileKeys).reduce((lower, upper) =>
    merge(lower, upper, mergeRules) as MapNode
  );
  const top = parseOverrides(overrides, { file: main.name, rules: mergeRules });
  const tree = top ? merge(withImpliedNames(files, top), top, mergeRules) : files;
  const checked = validate(experimentSchema(catalogs, { name: stem(main.path) }), plain(tree));
  if ("faults" in checked) {
    throw new ConfigError(checked.faults.map((fault) => locate(tree, fault)), main.name);
  }
  const config = checked.value;
  const origins = leaves(config).map(({ path }) => [path.join("."), originOf(tree, path, main)] as const);
  return {
    folder: dirname(main.path),
    config,
    origins: new Map(origins),
    blame: (faults) => blame(tree, main.name, faults),
  };
}

/** Blames values where they stand, or what they are part of; a default of which nothing is written is nobody's line. */
function blame(tree: Node, file: string, faults: Parameters<Experiment["blame"]>[0]): ConfigError {
  const problems = faults.map(({ path, rule }) => {
    const keys = path.split(".").map((key) => /^\d+$/.test(key) ? Number(key) : key);
    const written = keys.findLastIndex((_, i) => follow(tree, keys.slice(0, i + 1)).rest.length === 0) + 1;
    if (written === 0) return { file, path: pathText(keys), rule };
    return { ...locate(tree, { path: keys.slice(0, written), at: "value", rule }), path: pathText(keys) };
  });
  return new ConfigError(problems, file);
}

/** The keys that say how a file is put together; they are not part of the experiment. */
const fileKeys: readonly string[] = ["extends", "use"];

/** Takes the keys off that say how a file is put together. */
function withoutFileKeys(tree: MapNode): MapNode {
  return { ...tree, entries: new Map([...tree.entries].filter(([key]) => !fileKeys.includes(key))) };
}

/**
 * Resolves the text of an experiment that stands alone, without touching any file.
 *
 * @param text The YAML text.
 * @param options The file's name, for messages and for the experiment's default name; the catalogs; arguments.
 * @returns The experiment.
 * @throws {ConfigError} If anything is wrong, with every problem; also if the text extends or uses other files.
 */
export function resolveExperiment(
  text: string,
  options: ResolveOptions & { readonly file: string },
): Experiment {
  const { file, catalogs } = options;
  const main = fileSource(text, file);
  const tree = parseFile(main);
  const needed = fileKeys.flatMap((key) => {
    const entry = tree.entries.get(key);
    return entry
      ? [problemAt(entry.key, { path: key, rule: "expected an experiment that needs no other file" })]
      : [];
  });
  if (needed.length > 0) throw new ConfigError(needed, file);
  return { file, text, catalogs, use: [], ...resolveTrees([tree], main, options) };
}

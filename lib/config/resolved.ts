import { createHash } from "node:crypto";
import type { Catalogs } from "../catalogs.ts";
import type { ExperimentConfig } from "./experiment_config.ts";
import { type Leaf, leaves } from "./leaves.ts";
import { type Experiment, type Origin, resolveExperiment } from "./resolve.ts";

/** A string as YAML: bare where it cannot be taken for anything else, in JSON's quotes otherwise. */
function yamlString(text: string): string {
  const isBare = /^[A-Za-z][\w./-]*$/.test(text) && !/^(true|false|null)$/i.test(text);
  return isBare ? text : JSON.stringify(text);
}

/**
 * Writes a value as YAML on one line.
 *
 * @param value Plain data.
 */
export function inlineYaml(value: unknown): string {
  if (typeof value === "string") return yamlString(value);
  if (Array.isArray(value)) return `[${value.map(inlineYaml).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${yamlString(key)}: ${inlineYaml(inner)}`);
  return entries.length > 0 ? `{ ${entries.join(", ")} }` : "{}";
}

/** An origin as a comment. */
function comment(origin: Origin | undefined, ownFile: string): string {
  if (origin?.from !== "file") return `# ${origin?.from ?? "default"}`;
  return origin.file === ownFile ? `# line ${origin.line}` : `# ${origin.file} line ${origin.line}`;
}

/**
 * Writes a resolved experiment as YAML: every key, and behind every value where it comes from.
 *
 * The text is the same on every machine, and it is itself an experiment file with the same config.
 *
 * @param experiment The experiment.
 * @returns The text, with a line end.
 */
export function resolvedYaml({ file, config, origins }: Experiment): string {
  const ownFile = file.split(/[\\/]/).at(-1)!;
  const lines: string[] = [];
  let above: readonly string[] = [];
  for (const { path, value } of leaves(config)) {
    const folders = path.slice(0, -1);
    const shared = folders.findIndex((key, i) => above[i] !== key);
    for (let i = shared < 0 ? folders.length : shared; i < folders.length; i++) {
      lines.push(`${"  ".repeat(i)}${yamlString(folders[i]!)}:`);
    }
    const entry = `${"  ".repeat(folders.length)}${yamlString(path.at(-1)!)}: ${inlineYaml(value)}`;
    lines.push(`${entry} ${comment(origins.get(path.join(".")), ownFile)}`);
    above = folders;
  }
  return lines.join("\n") + "\n";
}

/**
 * Reads what {@linkcode resolvedYaml} wrote.
 *
 * @param text The text.
 * @param options The catalogs that the experiment chose from, and the file's name for messages.
 * @returns The config.
 * @throws {ConfigError} If the text is not a complete experiment.
 */
export function parseResolved(
  text: string,
  { catalogs, file = "config.resolved.yaml" }: { readonly catalogs: Catalogs; readonly file?: string },
): ExperimentConfig {
  return resolveExperiment(text, { catalogs, file }).config;
}

/** Plain data as JSON with sorted keys: equal data, equal text. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => a < b ? -1 : 1);
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`;
}

/**
 * A short fingerprint of a config: equal configs have equal hashes, in whatever order their keys are.
 *
 * @param config The resolved config.
 * @returns The first 8 hexadecimal digits of the SHA-256 of its canonical JSON.
 */
export function configHash(config: ExperimentConfig): string {
  return createHash("sha256").update(canonicalJson(config)).digest("hex").slice(0, 8);
}

/** A value in which two configs differ. */
export interface Difference {
  /** The dotted path of the value. */
  readonly path: string;
  /** The first config's value; undefined where it has none. */
  readonly a: unknown;
  /** The second config's value; undefined where it has none. */
  readonly b: unknown;
}

/**
 * Compares two configs value by value.
 *
 * @param a One config.
 * @param b The other.
 * @returns The differences, in the order of the first config, then what only the second has.
 */
export function configDifference(a: ExperimentConfig, b: ExperimentConfig): Difference[] {
  const byPath = (config: ExperimentConfig): Map<string, unknown> =>
    new Map(leaves(config).map(({ path, value }: Leaf) => [path.join("."), value]));
  const [ours, theirs] = [byPath(a), byPath(b)];
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .map((path) => ({ path, a: ours.get(path), b: theirs.get(path) }))
    .filter(({ a, b }) => canonicalJson(a) !== canonicalJson(b));
}

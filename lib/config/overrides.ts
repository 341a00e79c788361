import { type Complaint, ConfigError, type Problem, problemAt } from "./config_error.ts";
import { merge, type MergeRules } from "./merge.ts";
import { commandLineSource, type Place } from "./place.ts";
import { type MapNode, nest } from "./tree.ts";
import { parseValue } from "./yaml.ts";

/** Keys that say how a file is put together, which is over when arguments apply. */
const fileKeys: readonly string[] = ["extends", "use"];

/** Parses one argument to a tree with a single leaf. */
function parseOverride(argument: string, file: string): { tree: MapNode; depth: number } {
  const source = commandLineSource(argument);
  const place = (start: number, length: number): Place => ({ source, line: 1, col: start + 1, length });
  const refuse = (at: Place, complaint: Complaint): never => {
    throw new ConfigError([problemAt(at, complaint)], file);
  };
  const equals = argument.indexOf("=");
  if (equals < 0) {
    refuse(place(0, argument.length), { path: argument, rule: "expected key=value, as in seed=1" });
  }
  const path = argument.slice(0, equals);
  const keys = path.split(".");
  let start = 0;
  const places = keys.map((key) => {
    const at = place(start, Math.max(1, key.length));
    if (key === "" || /\s/.test(key)) {
      refuse(at, {
        path,
        rule: "expected keys joined by single dots before the `=`, as in sampling.count=16",
      });
    }
    start += key.length + 1;
    return at;
  });
  if (fileKeys.includes(keys[0]!)) {
    refuse(places[0]!, { path, rule: `\`${keys[0]}\` belongs in the file and cannot be set here` });
  }
  const value = parseValue(source, equals + 1, file);
  const tree = nest(keys.map((name, i) => ({ name, place: places[i]! })), value);
  return { tree, depth: keys.length };
}

/**
 * Parses `key.sub=value` arguments to one tree, to be laid over a file's.
 *
 * Values are YAML: `[1, 2]`, `true`, `rk4`, `{ name: rk4, steps: 5 }`. The order does not matter, so
 * `path.exponent=3 path=polynomial` is one choice with one option; of two values for one key the last counts.
 *
 * @param overrides The arguments.
 * @param options The experiment file, and the rules for merging.
 * @returns The tree; undefined when there are no arguments.
 * @throws {ConfigError} If an argument is malformed.
 */
export function parseOverrides(
  overrides: readonly string[],
  { file, rules }: { readonly file: string; readonly rules: MergeRules },
): MapNode | undefined {
  const problems: Problem[] = [];
  const parsed = overrides.flatMap((argument) => {
    try {
      return [parseOverride(argument, file)];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems, file);
  // Alternatives exclude each other here: to give two of them on one command line is a mistake.
  const strict = { ...rules, alternatives: [] };
  return parsed.toSorted((a, b) => a.depth - b.depth).map(({ tree }) => tree)
    .reduce<MapNode | undefined>((all, tree) => all ? merge(all, tree, strict) as MapNode : tree, undefined);
}

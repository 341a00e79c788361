import type { Entry, MapNode, Node, ScalarNode } from "./tree.ts";

/** What a merge has to know of the experiment's keys. */
export interface MergeRules {
  /** The paths, as `sampling.solver`, whose values choose a component. */
  readonly choices: ReadonlySet<string>;
  /** Groups of paths of which an experiment has one. */
  readonly alternatives: readonly (readonly string[])[];
}

/** The name of the component that a node chooses, in the short form or the long one. */
function chosenName(node: Node): unknown {
  if (node.kind === "scalar") return node.value;
  const name = node.kind === "map" ? node.entries.get("name")?.value : undefined;
  return name?.kind === "scalar" ? name.value : undefined;
}

/** Writes a choice's short form out: `rk4` becomes `{ name: rk4 }`. */
export function longForm(name: ScalarNode): MapNode {
  return { kind: "map", entries: new Map([["name", { key: name.place, value: name }]]), place: name.place };
}

/**
 * Lays one tree over another: maps merge deeply, lists and scalars replace.
 *
 * Where the value chooses a component, options never pass from one component to another:
 * - a name alone, `rk4`, means that component with its defaults and replaces what was there;
 * - `{ steps: 50 }` and `{ name: rk4, steps: 50 }` over `rk4`, short or long, add to its options;
 * - `{ name: rk4, steps: 50 }` over another component replaces it.
 *
 * Of alternatives, such as `training.epochs` and `training.steps`, the upper tree's replaces the lower's.
 *
 * @param lower The tree below.
 * @param upper The tree on top; all that it sets keeps its place.
 * @param rules Which paths are special.
 * @param path Where in the experiment the two trees are; empty at the top.
 * @returns The merged tree; both arguments are left as they were.
 */
export function merge(lower: Node, upper: Node, rules: MergeRules, path = ""): Node {
  if (upper.kind !== "map") return upper;
  const isChoice = rules.choices.has(path);
  const below = isChoice && lower.kind === "scalar" && typeof lower.value === "string"
    ? longForm(lower)
    : lower;
  if (below.kind !== "map") return upper;
  if (isChoice) {
    const [before, after] = [chosenName(below), chosenName(upper)];
    if (before !== undefined && after !== undefined && before !== after) return upper;
  }
  const at = (key: string): string => path ? `${path}.${key}` : key;
  const isReplaced = (key: string): boolean =>
    !upper.entries.has(key) &&
    rules.alternatives.some((group) =>
      group.includes(at(key)) && [...upper.entries.keys()].some((other) => group.includes(at(other)))
    );
  // A map that an argument adds to still stands in the file, which is where to look for what it lacks.
  const isAddition = upper.place.source.kind === "command line";
  const entries = new Map<string, Entry>([...below.entries].filter(([key]) => !isReplaced(key)));
  for (const [key, entry] of upper.entries) {
    const under = entries.get(key);
    if (under === undefined) entries.set(key, entry);
    else {
      const value = merge(under.value, entry.value, rules, at(key));
      entries.set(key, { key: isAddition && value !== entry.value ? under.key : entry.key, value });
    }
  }
  return { kind: "map", entries, place: isAddition ? below.place : upper.place };
}

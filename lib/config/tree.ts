import type { Place } from "./place.ts";

/** A single value of a config file: YAML 1.2 core has no others. */
export type Scalar = string | number | boolean | null;

/** A single value and where it stands. */
export interface ScalarNode {
  /** Tells the nodes apart. */
  readonly kind: "scalar";
  /** The value. */
  readonly value: Scalar;
  /** Where it stands, or what made it necessary when it is implied. */
  readonly place: Place;
  /** True for a default that had to be written out, so that an option could be set beside it. */
  readonly implied?: boolean;
}

/** A list and where it stands. */
export interface ListNode {
  /** Tells the nodes apart. */
  readonly kind: "list";
  /** The entries in order. */
  readonly items: readonly Node[];
  /** Where it starts. */
  readonly place: Place;
}

/** One key of a map. */
export interface Entry {
  /** Where the key stands. */
  readonly key: Place;
  /** The value. */
  readonly value: Node;
}

/** A map and where it stands. */
export interface MapNode {
  /** Tells the nodes apart. */
  readonly kind: "map";
  /** The entries by key, in order. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Where it starts. */
  readonly place: Place;
}

/** A parsed config: plain data in which every key and value knows where it stands. */
export type Node = ScalarNode | ListNode | MapNode;

/** The keys and indices that lead to a value. */
export type KeyPath = readonly (string | number)[];

/** Strips a tree of its places: the plain data that schemas validate. */
export function plain(node: Node): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(plain);
    case "map":
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
  }
}

/** How far a path leads into a tree. */
export interface Reached {
  /** The deepest node on the path. */
  readonly node: Node;
  /** The place of the key that holds it; undefined at the root and in lists. */
  readonly key: Place | undefined;
  /** What is left of the path. */
  readonly rest: KeyPath;
}

/**
 * Follows a path as far as it leads.
 *
 * @param tree Where to start.
 * @param path The keys and indices.
 * @returns The deepest node that exists, and what is left of the path there.
 */
export function follow(tree: Node, path: KeyPath): Reached {
  let node = tree;
  let key: Place | undefined;
  for (const [i, step] of path.entries()) {
    const next = node.kind === "map"
      ? node.entries.get(String(step))
      : node.kind === "list" && node.items[Number(step)]
      ? { key: undefined, value: node.items[Number(step)]! }
      : undefined;
    if (next === undefined) return { node, key, rest: path.slice(i) };
    ({ key, value: node } = next);
  }
  return { node, key, rest: [] };
}

/** A key and where it stands. */
export interface PlacedKey {
  /** The key. */
  readonly name: string;
  /** Where it stands. */
  readonly place: Place;
}

/**
 * Wraps a value in maps of one entry each.
 *
 * @param keys The keys that shall lead to it, outermost first, at least one.
 * @param value The value.
 * @returns The outermost map.
 */
export function nest(keys: readonly PlacedKey[], value: Node): MapNode {
  const [{ name, place }, ...inner] = keys as readonly [PlacedKey, ...PlacedKey[]];
  const entry = { key: place, value: inner.length > 0 ? nest(inner, value) : value };
  return { kind: "map", entries: new Map([[name, entry]]), place };
}

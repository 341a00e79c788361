import type { KeyPath } from "./tree.ts";

/** A value in a config that is not a map of others: a single value, a list, or an empty map. */
export interface Leaf {
  /** The keys that lead to it. */
  readonly path: readonly string[];
  /** The value. */
  readonly value: unknown;
}

/** Whether a value is a map with keys of its own. */
function isFilledMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    Object.keys(value).length > 0;
}

/**
 * Lists the leaves of a config, in order. Lists are leaves: they replace each other whole.
 *
 * @param config Plain data; keys whose value is undefined do not count.
 * @param path The keys that lead to it.
 * @returns The leaves.
 */
export function leaves(config: unknown, path: KeyPath & readonly string[] = []): Leaf[] {
  if (config === undefined) return [];
  if (!isFilledMap(config)) return [{ path, value: config }];
  return Object.entries(config).flatMap(([key, value]) => leaves(value, [...path, key]));
}

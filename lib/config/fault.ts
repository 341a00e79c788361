import type { z } from "zod";
import { type Problem, problemAt } from "./config_error.ts";
import { follow, type KeyPath, type Node } from "./tree.ts";

/** One thing that is wrong with a value, before it is known where the value stands. */
export interface Fault {
  /** The keys and indices that lead to the culprit. */
  readonly path: KeyPath;
  /** What to mark: the value, the key, or whatever should have contained the missing key. */
  readonly at: "value" | "key" | "missing";
  /** What was expected. */
  readonly rule: string;
  /** What was found. */
  readonly found?: string;
  /** What was probably meant. */
  readonly suggestion?: string;
}

/** A path as a user writes it: `architecture.channels[2]`. */
export function pathText(path: KeyPath): string {
  return path.map((key, i) => typeof key === "number" ? `[${key}]` : i === 0 ? key : `.${key}`).join("");
}

/**
 * Finds out where a fault stands.
 *
 * @param tree The tree that was validated.
 * @param fault The fault.
 * @returns The problem as it is reported.
 */
export function locate(tree: Node, { path, at, ...complaint }: Fault): Problem {
  const { node, key, rest } = follow(tree, path);
  const start = { ...node.place, length: 1 };
  // A short form is its own place; a map that lacks something is best known by its key.
  const holder = node.kind === "scalar" ? node.place : key ?? start;
  const place = at === "key" ? key ?? start : at === "value" && rest.length === 0 ? node.place : holder;
  return problemAt(place, { path: pathText(path), ...complaint });
}

/**
 * Hands a fault through zod as it is, so that a schema's own check can say all that a fault says.
 *
 * @param fault The fault; its path starts at the schema that adds it.
 * @returns An issue for a zod context, or the parameters of a refinement.
 */
export function faultIssue(fault: Fault): {
  code: "custom";
  message: string;
  path: PropertyKey[];
  params: { fault: Fault };
} {
  return { code: "custom", message: fault.rule, path: [...fault.path], params: { fault } };
}

/** The fault that {@linkcode faultIssue} put into an issue, if it was one, with the whole path. */
export function faultOf(issue: z.core.$ZodIssue): Fault | undefined {
  const fault = issue.code === "custom" ? issue.params?.fault as Fault | undefined : undefined;
  return fault && { ...fault, path: issue.path as KeyPath };
}

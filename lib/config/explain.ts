import { z } from "zod";
import { describeValue, quoted } from "./describe_value.ts";
import { type Fault, faultOf } from "./fault.ts";
import { nearest } from "./nearest.ts";
import type { KeyPath } from "./tree.ts";

/** The names of zod's types, in words for people who write YAML. */
const typeNames: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a map",
  record: "a map",
  null: "nothing",
};

/** A size with what it is counted in: `3 entries` of a list, `3` of a number. */
function sized(size: number | bigint, origin: string): string {
  const unit = { string: "character", array: "entry" }[origin];
  if (unit === undefined) return String(size);
  return `${size} ${Number(size) === 1 ? unit : unit.replace(/y$/, "ie") + "s"}`;
}

/** Takes defaults, options and transformations off a schema. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly
  ) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) {
    return unwrap(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  }
  return schema;
}

/** The keys that a schema accepts at a path; none if no object is there. */
export function keysAt(schema: z.core.$ZodType, path: KeyPath): string[] {
  const bare = unwrap(schema);
  const [first, ...rest] = path;
  if (first === undefined) return bare instanceof z.ZodObject ? Object.keys(bare.shape) : [];
  if (bare instanceof z.ZodObject && Object.hasOwn(bare.shape, first)) {
    return keysAt(bare.shape[first] as z.core.$ZodType, rest);
  }
  return bare instanceof z.ZodArray ? keysAt(bare.element, rest) : [];
}

/** Where else in a schema a key would be right, one level down: `batchSize` as `training.batchSize`. */
function elsewhere(schema: z.core.$ZodType, key: string): string | undefined {
  const bare = unwrap(schema);
  if (!(bare instanceof z.ZodObject)) return undefined;
  const homes = Object.keys(bare.shape).filter((section) => keysAt(schema, [section]).includes(key))
    .map((section) => `\`${section}.${key}\``);
  if (Object.hasOwn(bare.shape, key)) homes.unshift(`\`${key}\` at the top level`);
  return homes.length > 0 ? `did you mean ${homes.join(" or ")}?` : undefined;
}

/** The value at a path of the input; undefined where there is none. */
function valueAt(input: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    input,
  );
}

/** Proposes a name, if one is near. */
export function didYouMean(word: unknown, candidates: Iterable<string>): string | undefined {
  const name = typeof word === "string" ? nearest(word, candidates) : undefined;
  return name === undefined ? undefined : `did you mean \`${name}\`?`;
}

/** What an issue asks for, as `expected …`. */
function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${typeNames[issue.expected] ?? issue.expected}`;
    case "too_small":
      return `expected ${issue.inclusive ? "at least" : "more than"} ${sized(issue.minimum, issue.origin)}`;
    case "too_big":
      return `expected ${issue.inclusive ? "at most" : "less than"} ${sized(issue.maximum, issue.origin)}`;
    case "not_multiple_of":
      return `expected a multiple of ${issue.divisor}`;
    case "invalid_value":
      return `expected ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
    case "invalid_union": {
      const rules = issue.errors.flatMap((branch) => branch.slice(0, 1)).map(ruleOf);
      const wishes = new Set(rules.map((rule) => rule.replace(/^expected /, "")));
      return wishes.size > 0 ? `expected ${[...wishes].join(" or ")}` : issue.message;
    }
    default:
      return issue.message;
  }
}

/** What would repair a wrong value, where that can be told. */
function suggestionFor(issue: z.core.$ZodIssue, value: unknown): string | undefined {
  if (issue.code === "invalid_value") return didYouMean(value, issue.values.map(String));
  if (issue.code !== "invalid_type" || typeof value !== "string") return undefined;
  const isNumber = value.trim() !== "" && Number.isFinite(Number(value));
  const isBoolean = /^(true|false)$/i.test(value);
  const fits = isNumber && ["number", "int"].includes(issue.expected) ||
    isBoolean && issue.expected === "boolean";
  return fits ? `write ${value.trim().toLowerCase()} without quotes` : undefined;
}

/**
 * Puts an issue of zod's into words: one fault for each thing that is wrong.
 *
 * @param issue The issue.
 * @param schema The schema that found it.
 * @param input What was validated.
 * @returns The faults, their paths starting where the schema does.
 */
export function explain(issue: z.core.$ZodIssue, schema: z.core.$ZodType, input: unknown): Fault[] {
  const handed = faultOf(issue);
  if (handed) return [handed];
  const path = issue.path as KeyPath;
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      at: "key",
      rule: `unknown key \`${key}\``,
      suggestion: didYouMean(key, known) ?? elsewhere(schema, key) ??
        (known.length > 0 ? `expected one of ${known.join(", ")}` : "no keys are expected here"),
    }));
  }
  const value = valueAt(input, path);
  if (value === undefined) {
    const name = path.at(-1) ?? "";
    const rule = typeof name === "number" ? `missing entry ${name + 1}` : `missing key \`${name}\``;
    return [{ path, at: "missing", rule: `${rule}: ${ruleOf(issue)}` }];
  }
  const wantsName = issue.code === "invalid_value" && typeof value === "string";
  const isWhole = issue.code === "custom" && typeof value === "object";
  const found = isWhole ? undefined : wantsName ? quoted(value) : describeValue(value);
  const isEndless = issue.code === "invalid_type" && typeof value === "number" && !Number.isFinite(value);
  const rule = isEndless ? "expected a finite number" : ruleOf(issue);
  return [{ path, at: "value", rule, found, suggestion: suggestionFor(issue, value) }];
}

/**
 * Validates a value and puts all that is wrong with it into words.
 *
 * @param schema The schema.
 * @param input The value.
 * @returns The output, or the faults.
 */
export function validate<T>(
  schema: z.ZodType<T>,
  input: unknown,
): { readonly value: T } | { readonly faults: readonly Fault[] } {
  const result = schema.safeParse(input);
  if (result.success) return { value: result.data };
  const faults = result.error.issues.flatMap((issue) => explain(issue, schema, input));
  // zod checks the bounds of a whole number twice where they are those of doubles.
  const isFirst = ({ path, rule }: Fault, i: number): boolean =>
    faults.findIndex((fault) => fault.rule === rule && fault.path.join() === path.join()) === i;
  return { faults: faults.filter(isFirst) };
}

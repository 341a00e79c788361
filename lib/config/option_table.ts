import { z } from "zod";
import type { Component } from "../component.ts";
import { zodObject } from "./zod_object.ts";

/** One option of a component, in words. */
export interface OptionRow {
  /** Its name. */
  readonly name: string;
  /** What it takes: `integer`, `number`, `start | end`. */
  readonly type: string;
  /** Its default as it would be written in YAML; `required` when it has none. */
  readonly default: string;
  /** What its values are limited to, such as `>= 1, <= 100000`; empty when nothing limits them. */
  readonly bounds: string;
  /** What it means. */
  readonly description: string;
}

/** JSON Schema's words for a bound, and ours. */
const boundNames = {
  minimum: ">=",
  exclusiveMinimum: ">",
  maximum: "<=",
  exclusiveMaximum: "<",
  minItems: "entries >=",
  maxItems: "entries <=",
  minLength: "characters >=",
  maxLength: "characters <=",
} as const;

/** What a schema accepts. */
function typeOf(schema: z.core.JSONSchema.BaseSchema): string {
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return variants.map(typeOf).join(" | ");
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.type === "array") {
    const { items } = schema;
    return typeof items === "object" && !Array.isArray(items) ? `list of ${typeOf(items)}` : "list";
  }
  if (schema.type === "object") return "map";
  return schema.type === undefined ? "any" : String(schema.type);
}

/** The limits of a schema's values; those of whole numbers as such go without saying. */
function boundsOf(schema: z.core.JSONSchema.BaseSchema): string {
  return Object.entries(boundNames).flatMap(([key, sign]) => {
    const limit = schema[key as keyof typeof boundNames];
    return typeof limit !== "number" || Math.abs(limit) === Number.MAX_SAFE_INTEGER
      ? []
      : [`${sign} ${limit}`];
  }).join(", ");
}

/**
 * Lists a component's options for people to read.
 *
 * @param component The component.
 * @returns One row for each option, in order.
 */
export function optionTable({ options }: Component<unknown>): OptionRow[] {
  const { properties = {}, required = [] } = z.toJSONSchema(zodObject(options), {
    io: "input",
    unrepresentable: "any",
  });
  return Object.entries(properties as Record<string, z.core.JSONSchema.BaseSchema>).map(([name, schema]) => ({
    name,
    type: typeOf(schema),
    default: schema.default !== undefined
      ? JSON.stringify(schema.default)
      : required.includes(name)
      ? "required"
      : "none",
    bounds: boundsOf(schema),
    description: schema.description ?? "",
  }));
}

import { z } from "zod";
import type { Catalogs } from "../catalogs.ts";
import type { Catalog, Choice } from "../component.ts";
import { experimentSchema } from "./experiment_config.ts";
import { exclusiveKeys } from "./training_config.ts";
import { zodObject } from "./zod_object.ts";

/** A choice as a union of what can be written, which editors understand; errors come from `choice` instead. */
function declaredChoice(_kind: string, catalog: Catalog<unknown>): z.ZodType<Choice, unknown> {
  const components = Object.entries(catalog);
  const short = components.filter(([, { options }]) => options.safeParse({}).success)
    .map(([name, { summary }]) => z.literal(name).describe(summary));
  const long = components.map(([name, { summary, options }]) =>
    z.strictObject({ name: z.literal(name), ...zodObject(options).shape }).describe(summary)
  );
  return z.union([...short, ...long]) as z.ZodType<unknown, unknown> as z.ZodType<Choice, unknown>;
}

/** What stands in a file beside the experiment itself. */
const fileKeys = {
  extends: {
    description: "a file that this one is laid over: maps merge, lists and single values replace",
    type: "string",
  },
  use: {
    description: "modules with components of your own: export const paths = { myPath: … }",
    anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
  },
};

/** A schema that refuses keys of which there may be one at most, in the objects below it too. */
function withExclusiveKeys(
  schema: z.core.JSONSchema.BaseSchema,
  within = "training",
): z.core.JSONSchema.BaseSchema {
  const pairs = exclusiveKeys.filter(([place]) => place === within).map(([, keys]) => ({
    required: [...keys],
  }));
  const properties = Object.entries((schema.properties ?? {}) as Record<string, z.core.JSONSchema.BaseSchema>)
    .map(([key, inner]) => [key, withExclusiveKeys(inner, `${within}.${key}`)]);
  return {
    ...schema,
    ...schema.properties === undefined ? {} : { properties: Object.fromEntries(properties) },
    ...pairs.length === 0 ? {} : { not: { anyOf: pairs } },
  };
}

/**
 * Describes experiment files to editors, as JSON Schema draft 7: completion, hover texts and red lines.
 *
 * @param catalogs The components that an experiment can choose.
 * @returns The schema, as plain data.
 */
export function experimentJsonSchema(catalogs: Catalogs): Readonly<Record<string, unknown>> {
  const { $schema, properties = {}, required: _required, ...rest } = z.toJSONSchema(
    experimentSchema(catalogs, { choose: declaredChoice }),
    { io: "input", target: "draft-7", unrepresentable: "any" },
  );
  const { name, training } = properties as Record<string, z.core.JSONSchema.BaseSchema>;
  // A file without a name is called after itself, which no schema can know.
  const { default: _, ...nameAlone } = name!;
  return {
    $schema,
    title: "A flowlab experiment",
    ...rest,
    // What a file leaves out, the file that it extends may say.
    anyOf: [{ required: ["dataset"] }, { required: ["extends"] }],
    properties: { ...fileKeys, ...properties, name: nameAlone, training: withExclusiveKeys(training!) },
  };
}

/** The part of JSON Schema draft 7 that describes experiments. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly pattern?: string;
  readonly maxLength?: number;
}

/** Whether a value has a type of JSON Schema's. */
function hasType(type: string, value: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "null") return value === null;
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  const actual: string = typeof value;
  return actual === type;
}

/** Whether a value is valid. */
export function accepts(schema: JsonSchema, value: unknown): boolean {
  if (schema.type !== undefined && !hasType(schema.type, value)) return false;
  if (schema.const !== undefined && schema.const !== value) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.anyOf && !schema.anyOf.some((variant) => accepts(variant, value))) return false;
  if (schema.not && accepts(schema.not, value)) return false;
  if (typeof value === "number") {
    return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity) &&
      value > (schema.exclusiveMinimum ?? -Infinity) && value < (schema.exclusiveMaximum ?? Infinity);
  }
  if (typeof value === "string") {
    return new RegExp(schema.pattern ?? "").test(value) && value.length <= (schema.maxLength ?? Infinity);
  }
  if (Array.isArray(value)) {
    return value.length >= (schema.minItems ?? 0) && value.every((item) => accepts(schema.items ?? {}, item));
  }
  if (typeof value !== "object" || value === null) return true;
  const { properties = {}, required = [] } = schema;
  return required.every((key) => Object.hasOwn(value, key)) &&
    Object.entries(value).every(([key, inner]) =>
      Object.hasOwn(properties, key)
        ? accepts(properties[key]!, inner)
        : schema.additionalProperties !== false
    );
}

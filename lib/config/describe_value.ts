/** Strings are quoted up to this length. */
const LONGEST = 60;

/** A string in quotes, cut where it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST ? text.slice(0, LONGEST) + "…" : text);
}

/**
 * Says what a value is, for an error message.
 *
 * @param value The value.
 * @returns Its type and, where it is a single one, the value: `the string "10"`, `a list`.
 */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return `the string ${quoted(value)}`;
  if (typeof value === "number") return `the number ${value}`;
  return String(value);
}

import { z } from "zod";
import type { Catalog, Choice } from "../component.ts";
import { describeValue, quoted } from "./describe_value.ts";
import { didYouMean, validate } from "./explain.ts";
import { type Fault, faultIssue } from "./fault.ts";
import { zodObject } from "./zod_object.ts";

/** Names in a sentence: `one of euler, heun`. */
function oneOf(names: readonly string[]): string {
  return names.length > 1 ? `one of ${names.join(", ")}` : names[0] ?? "nothing: there are none";
}

/** Says that a component has no such option, and whose it is. */
function unknownOption(catalog: Catalog<unknown>, name: string, fault: Fault): Fault {
  const option = String(fault.path[0]);
  const own = Object.keys(catalog[name]!.options.shape);
  const owners = Object.keys(catalog).filter((other) => Object.hasOwn(catalog[other]!.options.shape, option));
  const instead = owners.length > 0 ? `\`${option}\` is an option of ${owners.join(", ")}` : undefined;
  return {
    ...fault,
    rule: `${name} has no option \`${option}\`: ${
      own.length > 0 ? `expected ${oneOf(own)}` : "it has no options at all"
    }`,
    suggestion: didYouMean(option, own) ?? instead,
  };
}

/** Checks one choice: the component with every default filled in, or what is wrong. */
function check(
  kind: string,
  catalog: Catalog<unknown>,
  input: unknown,
): { readonly value: Choice } | { readonly faults: readonly Fault[] } {
  const names = Object.keys(catalog);
  if (input === undefined) {
    return {
      faults: [{ path: [], at: "missing", rule: `missing key \`${kind}\`: expected ${oneOf(names)}` }],
    };
  }
  const isMap = typeof input === "object" && input !== null && !Array.isArray(input);
  if (!isMap && typeof input !== "string") {
    const rule = `expected the name of a ${kind}, ${oneOf(names)}, or a map with its name and options`;
    return { faults: [{ path: [], at: "value", rule, found: describeValue(input) }] };
  }
  const { name, ...given }: Record<string, unknown> = isMap
    ? input as Record<string, unknown>
    : { name: input };
  if (name === undefined) {
    const misplaced = Object.keys(given).find((key) => Object.hasOwn(catalog, key));
    const suggestion = misplaced && `did you mean \`name: ${misplaced}\`, with its options beside it?`;
    return {
      faults: [{
        path: ["name"],
        at: "missing",
        rule: `missing key \`name\`: expected ${oneOf(names)}`,
        suggestion,
      }],
    };
  }
  if (typeof name !== "string" || !Object.hasOwn(catalog, name)) {
    const found = typeof name === "string" ? quoted(name) : describeValue(name);
    const suggestion = didYouMean(name, names);
    return {
      faults: [{
        path: isMap ? ["name"] : [],
        at: "value",
        rule: `expected ${oneOf(names)}`,
        found,
        suggestion,
      }],
    };
  }
  const checked = validate<unknown>(zodObject(catalog[name]!.options), given);
  if ("value" in checked) return { value: { name, ...checked.value as Record<string, unknown> } };
  return {
    faults: checked.faults.map((fault) =>
      fault.at === "key" && fault.path.length === 1 ? unknownOption(catalog, name, fault) : fault
    ),
  };
}

/**
 * The schema of a key that chooses a component: `linear`, or `{ name: linear, … }` with options.
 *
 * Unlike a union it never answers with what every variant would have wanted: each fault is one line about the
 * component that was named.
 *
 * @param kind What is chosen, in the singular, for messages.
 * @param catalog The components to choose from.
 * @returns A schema whose output is the component's name beside its complete options.
 */
export function choice(kind: string, catalog: Catalog<unknown>): z.ZodType<Choice, unknown> {
  return z.unknown().transform((input, context) => {
    const checked = check(kind, catalog, input);
    if ("value" in checked) return checked.value;
    for (const fault of checked.faults) context.addIssue(faultIssue(fault));
    return z.NEVER;
  });
}

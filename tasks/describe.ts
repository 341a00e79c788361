import { singular } from "../lib/config/kinds.ts";
import { nearest } from "../lib/config/nearest.ts";
import { Failure } from "../lib/failure.ts";
import type { Catalog, Component } from "../mod.ts";
import { flowlab } from "./support/flowlab.ts";
import { kindNamed } from "./support/kind.ts";
import { main } from "./support/main.ts";
import { misuse } from "./support/misuse.ts";
import { print } from "./support/print.ts";
import { table } from "./support/table.ts";

const help = `Usage: deno task describe KIND NAME

Describes a component: what it is, its formula, where it comes from, and its options.

  KIND   a kind of component, as in \`deno task list\`
  NAME   its name, as in \`deno task list KIND\``;

/** Finds a component, or says which names there are. */
function componentNamed(name: string, kind: string, catalog: Catalog<unknown>): Component<unknown> {
  if (Object.hasOwn(catalog, name)) return catalog[name]!;
  const names = Object.keys(catalog);
  const near = nearest(name, names);
  const question = near ? `; did you mean \`${near}\`?` : "";
  throw new Failure(`Expected a ${kind}, one of ${names.join(", ")}; found "${name}"${question}`, 2);
}

await main(import.meta, { help, flags: {} }, async ({ positionals }) => {
  const [kindWord, name, ...extra] = positionals;
  if (kindWord === undefined || name === undefined || extra.length > 0) {
    const found = positionals.length === 0 ? "neither" : `"${positionals.join(" ")}"`;
    throw misuse(`Expected a kind and a name; found ${found}`, help);
  }
  const plural = kindNamed(kindWord);
  const kind = singular[plural];
  const { catalogs, optionTable } = await flowlab();
  const component = componentNamed(name, kind, catalogs[plural]);
  const facts = [
    ["formula", component.formula],
    ["reference", component.reference],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined);
  const options = optionTable(component);
  const rows = options.map((
    { name, type, default: usual, bounds, description },
  ) => [name, type, usual, bounds, description]);
  print(`${kind}: ${name}\n${component.summary}`);
  if (facts.length > 0) print("\n" + table(facts));
  print(
    options.length === 0
      ? "\nno options"
      : "\n" + table([["option", "type", "default", "bounds", "meaning"], ...rows]),
  );
});

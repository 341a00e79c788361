import { catalogs, type Component, Failure, nearest, optionTable, singular } from "../mod.ts";
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
function componentNamed(
  kindWord: string,
  name: string,
): { readonly component: Component<unknown>; readonly kind: string } {
  const kind = kindNamed(kindWord);
  const catalog: Readonly<Record<string, Component<unknown>>> = catalogs[kind];
  if (Object.hasOwn(catalog, name)) return { component: catalog[name]!, kind: singular[kind] };
  const names = Object.keys(catalog);
  const near = nearest(name, names);
  const question = near ? `; did you mean \`${near}\`?` : "";
  throw new Failure(
    `Expected a ${singular[kind]}, one of ${names.join(", ")}; found "${name}"${question}`,
    2,
  );
}

await main(import.meta, { help, flags: {} }, ({ positionals }) => {
  const [kindWord, name, ...extra] = positionals;
  if (kindWord === undefined || name === undefined || extra.length > 0) {
    const found = positionals.length === 0 ? "neither" : `"${positionals.join(" ")}"`;
    throw misuse(`Expected a kind and a name; found ${found}`, help);
  }
  const { component, kind } = componentNamed(kindWord, name);
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

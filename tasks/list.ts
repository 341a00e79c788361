import { type Kind, kinds } from "../lib/config/kinds.ts";
import { flowlab } from "./support/flowlab.ts";
import { kindNamed } from "./support/kind.ts";
import { main } from "./support/main.ts";
import { misuse } from "./support/misuse.ts";
import { print } from "./support/print.ts";
import { table } from "./support/table.ts";

const help = `Usage: deno task list [KIND] [--json]

Lists the components that an experiment can choose, one line each.

  KIND     only this kind: ${kinds.join(", ")}
  --json   one JSON object per line: kind, name, summary`;

await main(import.meta, { help, flags: { json: { type: "boolean" } } }, async ({ values, positionals }) => {
  const [word, ...extra] = positionals;
  if (extra.length > 0) {
    throw misuse(`Expected one kind at most; found also "${extra.join(" ")}"`, help);
  }
  const chosen = word === undefined ? kinds : [kindNamed(word)];
  const { catalogs } = await flowlab();
  const components = (kind: Kind): [name: string, summary: string][] =>
    Object.entries(catalogs[kind]).map(([name, { summary }]) => [name, summary]);
  if (values.json) {
    for (const kind of chosen) {
      for (const [name, summary] of components(kind)) print(JSON.stringify({ kind, name, summary }));
    }
  } else if (word !== undefined) print(table(components(chosen[0]!)));
  else print(chosen.map((kind) => [kind, table(components(kind), "  ")].join("\n")).join("\n\n"));
});

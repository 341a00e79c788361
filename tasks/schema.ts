import { Failure } from "../lib/failure.ts";
import { flowlab } from "./support/flowlab.ts";
import { main } from "./support/main.ts";
import { misuse } from "./support/misuse.ts";
import { print } from "./support/print.ts";

const help = `Usage: deno task schema [--check]

Writes schema/experiment.schema.json from the catalogs, which gives editors completion and hover texts.

  --check   writes nothing; fails if the file is not up to date`;

const shownPath = "schema/experiment.schema.json";
const file = new URL(`../${shownPath}`, import.meta.url);

/** The file's text; undefined when there is no file. */
async function current(): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

await main(import.meta, { help, flags: { check: { type: "boolean" } } }, async ({ values, positionals }) => {
  if (positionals.length > 0) {
    throw misuse(`Expected no arguments; found "${positionals.join(" ")}"`, help);
  }
  const { catalogs, experimentJsonSchema } = await flowlab();
  const text = JSON.stringify(experimentJsonSchema(catalogs), null, 2) + "\n";
  const isCurrent = await current() === text;
  if (values.check && !isCurrent) {
    throw new Failure(`${shownPath} is not what the catalogs say; run \`deno task schema\` and commit it`);
  }
  if (!isCurrent) await Deno.writeTextFile(file, text);
  print(isCurrent ? `${shownPath} is up to date` : `wrote ${shownPath}`);
});

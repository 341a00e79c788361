import { Failure } from "../lib/failure.ts";
import { flowlab } from "./support/flowlab.ts";
import { sortWords } from "./support/sort_words.ts";
import { main } from "./support/main.ts";
import { misuse } from "./support/misuse.ts";
import { print, printError } from "./support/print.ts";

const help = `Usage: deno task check FILE… [key.sub=value …]

Finds out everything about experiments that can be known without computing: whether the files are valid, whether
their parts fit together, and whether the training step can be compiled.

  FILE            an experiment, a YAML file
  key.sub=value   replaces a value in all of them

Exit code: 0 all are right, 2 something is wrong.`;

await main(import.meta, { help, flags: {} }, async ({ positionals }) => {
  const { files, changes: overrides } = sortWords(positionals);
  if (files.length === 0) throw misuse("Expected an experiment file", help);
  const { catalogs, checkExperiment, loadExperiment } = await flowlab();
  let wrong = 0;
  for (const file of files) {
    try {
      const { parameters, operations } = checkExperiment(await loadExperiment(file, { catalogs, overrides }));
      print(`${file}: ok, ${parameters} parameters, ${operations} operations in a training step`);
    } catch (error) {
      if (!(error instanceof Failure) || files.length === 1) throw error;
      printError(`${error.message}\n`);
      wrong++;
    }
  }
  if (wrong > 0) {
    throw new Failure(`${wrong} of ${files.length} experiments ${wrong === 1 ? "is" : "are"} wrong`, 2);
  }
});

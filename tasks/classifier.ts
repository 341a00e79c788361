import { Failure } from "../lib/failure.ts";
import { flowlab } from "./support/flowlab.ts";
import { main } from "./support/main.ts";
import { misuse } from "./support/misuse.ts";
import { printClassifier } from "./support/results.ts";
import { session } from "./support/session.ts";
import { sortWords } from "./support/sort_words.ts";

const help = `Usage: deno task classifier DATASET|FILE [dataset.…=value …] [--steps N] [--json]

Trains the classifier of a data set of images, which metrics such as classAccuracy and frechetDistance look through,
and keeps it in the cache. There is one for each data set, the same at every run on one machine.

  DATASET           the name of a data set, such as mnist; deno task list datasets shows all
  FILE              an experiment, whose data set is taken with its options
  dataset.…=value   replaces an option of the data set; seed=S and engine=… can be given too
  --steps N         steps of training, 2000 unless given; another number trains it anew
  --json            progress as one JSON object per line

Exit code: 0 done, 1 failed while running, 2 the input is wrong, 130 interrupted.`;

const flags = {
  steps: { type: "string" },
  json: { type: "boolean" },
} as const;

await main(import.meta, { help, flags }, async ({ values, positionals }) => {
  const { files: [word, ...extra], changes: overrides } = sortWords(positionals);
  if (word === undefined) throw misuse("Expected a data set or an experiment file", help);
  if (extra.length > 0) {
    throw misuse(`Expected one data set or experiment file; found also "${extra.join(" ")}"`, help);
  }
  const foreign = overrides.find((change) => !/^(dataset|seed|engine)\b/.test(change));
  if (foreign !== undefined) {
    throw new Failure(`"${foreign}" changes no classifier: expected dataset.…=value, seed=… or engine=…`, 2);
  }
  const steps = Number(values.steps ?? "2000");
  if (!Number.isInteger(steps) || steps < 1 || steps > 1e9) {
    throw misuse(`Expected a whole number of steps, 1 or more; found "${values.steps}"`, help);
  }
  const { catalogs, learnClassifier } = await flowlab();
  const json = values.json ?? false;
  const learned = await session(
    json,
    ({ logger, signal }) => learnClassifier(word, catalogs, { steps, overrides, logger, signal }),
  );
  printClassifier(learned, json);
});

import { Failure } from "../lib/failure.ts";
import { flowlab } from "./support/flowlab.ts";
import { sortWords } from "./support/sort_words.ts";
import { main } from "./support/main.ts";
import { misuse } from "./support/misuse.ts";
import { printSamples } from "./support/results.ts";
import { session } from "./support/session.ts";

const help = `Usage: deno task sample RUN [sampling.…=value …] [--count N] [--seed S] [--output DIR] [--json]

Draws new samples with the averaged weights of a run's last checkpoint.

  RUN               the run's folder, such as outputs/moons_mlp/latest
  sampling.…=value  replaces a value, such as sampling.solver.steps=5 or sampling.solver=rk4
  --count N         how many samples; short for sampling.count=N
  --seed S          another seed gives other samples; short for seed=S
  --output DIR      where to write them, instead of a new folder in the run's samples
  --json            progress as one JSON object per line

Exit code: 0 done, 1 failed while running, 2 the input is wrong, 130 interrupted.`;

const flags = {
  count: { type: "string" },
  seed: { type: "string" },
  output: { type: "string" },
  json: { type: "boolean" },
} as const;

await main(import.meta, { help, flags }, async ({ values, positionals }) => {
  const { files: [run, ...extra], changes } = sortWords(positionals);
  if (run === undefined) throw misuse("Expected the folder of a run", help);
  if (extra.length > 0) {
    throw misuse(
      `Expected one run and changes such as sampling.count=4; found also "${extra.join(" ")}"`,
      help,
    );
  }
  const foreign = changes.find((change) => !/^(sampling|engine|seed)\b/.test(change));
  if (foreign !== undefined) {
    throw new Failure(
      `Cannot change "${foreign}" of a trained run: expected sampling.…=value, engine=… or seed=…`,
      2,
    );
  }
  const overrides = [
    ...changes,
    ...values.count === undefined ? [] : [`sampling.count=${values.count}`],
    ...values.seed === undefined ? [] : [`seed=${values.seed}`],
  ];
  const { catalogs, sampleRun } = await flowlab();
  const json = values.json ?? false;
  const folder = await session(
    json,
    (options) => sampleRun(run, catalogs, { ...options, overrides, output: values.output }),
  );
  await printSamples(folder, json);
});

import { flowlab } from "./support/flowlab.ts";
import { sortWords } from "./support/sort_words.ts";
import { main } from "./support/main.ts";
import { misuse } from "./support/misuse.ts";
import { printRun } from "./support/results.ts";
import { session } from "./support/session.ts";

const help = `Usage: deno task run FILE [key.sub=value …] [--output DIR] [--smoke] [--json]

Runs an experiment: trains, samples, and writes everything into a folder of its own.

  FILE            the experiment, a YAML file
  key.sub=value   replaces a value of the file, such as training.steps=100 or path.name=linear
  --output DIR    the run's folder, instead of outputs/<name>/<time>-<hash>; it must be empty or new
  --smoke         a few steps of everything, to see whether it works
  --json          progress as one JSON object per line

Exit code: 0 done, 1 failed while running, 2 the input is wrong, 130 interrupted.`;

const flags = {
  output: { type: "string" },
  smoke: { type: "boolean" },
  json: { type: "boolean" },
} as const;

await main(import.meta, { help, flags }, async ({ values, positionals }) => {
  const { files: [file, ...extra], changes: overrides } = sortWords(positionals);
  if (file === undefined) throw misuse("Expected an experiment file", help);
  if (extra.length > 0) {
    throw misuse(`Expected one experiment and changes such as seed=1; found also "${extra.join(" ")}"`, help);
  }
  const { catalogs, loadExperiment, runExperiment, smokeOverrides } = await flowlab();
  let experiment = await loadExperiment(file, { catalogs, overrides });
  if (values.smoke) {
    const smoke = smokeOverrides(experiment.config);
    experiment = await loadExperiment(file, { catalogs, overrides: [...overrides, ...smoke] });
  }
  const json = values.json ?? false;
  const run = await session(json, async (options) => {
    return await runExperiment(experiment, { ...options, outputs: "outputs", output: values.output });
  });
  await printRun(run, json);
});

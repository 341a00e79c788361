import { Failure } from "../lib/failure.ts";
import { flowlab } from "./support/flowlab.ts";
import { sortWords } from "./support/sort_words.ts";
import { main } from "./support/main.ts";
import { misuse } from "./support/misuse.ts";
import { printEvaluation } from "./support/results.ts";
import { session } from "./support/session.ts";

const help = `Usage: deno task evaluate RUN [metric …] [evaluation=[…]] [--seed S] [--output DIR] [--json]

Measures a finished run with the averaged weights of its last checkpoint, on samples that are drawn again.

  RUN               the run's folder, such as outputs/moons_mlp/latest
  metric            what to measure, with its defaults, instead of what the experiment names; deno task list
                    metrics shows all
  evaluation=[…]    what to measure, with options, such as "evaluation=[{ name: nfeCurve, steps: [1, 2] }]"
  --seed S          another seed draws other samples; short for seed=S
  --output DIR      where to write the results, instead of a new folder in the run's evaluation
  --json            progress as one JSON object per line

Exit code: 0 done, 1 failed while running, 2 the input is wrong, 130 interrupted.`;

const flags = {
  seed: { type: "string" },
  output: { type: "string" },
  json: { type: "boolean" },
} as const;

await main(import.meta, { help, flags }, async ({ values, positionals }) => {
  const { files: [run, ...metrics], changes } = sortWords(positionals);
  if (run === undefined) throw misuse("Expected the folder of a run", help);
  const foreign = changes.find((change) => !/^(evaluation|seed)\b/.test(change));
  if (foreign !== undefined) {
    throw new Failure(
      `Cannot change "${foreign}" of a finished run: expected evaluation=[…] or seed=…`,
      2,
    );
  }
  if (metrics.length > 0 && changes.some((change) => change.startsWith("evaluation"))) {
    throw misuse(`Expected metrics by name or evaluation=[…]; found both, "${metrics.join(" ")}" too`, help);
  }
  const overrides = [...changes, ...values.seed === undefined ? [] : [`seed=${values.seed}`]];
  const { catalogs, evaluateRun } = await flowlab();
  const json = values.json ?? false;
  const folder = await session(
    json,
    (options) => evaluateRun(run, catalogs, { ...options, metrics, overrides, output: values.output }),
  );
  printEvaluation(folder, json);
});

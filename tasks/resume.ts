import { Failure } from "../lib/failure.ts";
import { flowlab } from "./support/flowlab.ts";
import { main } from "./support/main.ts";
import { misuse } from "./support/misuse.ts";
import { printRun } from "./support/results.ts";
import { session } from "./support/session.ts";

const help = `Usage: deno task resume RUN [--json]

Carries an interrupted run on from its last checkpoint, byte for byte as if it had never stopped.

  RUN      the run's folder, such as outputs/moons_mlp/latest
  --json   progress as one JSON object per line

Exit code: 0 done, 1 failed while running, 2 the input is wrong, 130 interrupted.`;

await main(import.meta, { help, flags: { json: { type: "boolean" } } }, async ({ values, positionals }) => {
  const [run, ...extra] = positionals;
  if (run === undefined) throw misuse("Expected the folder of a run", help);
  if (extra.length > 0) {
    throw new Failure(
      `A run is resumed as it was begun; found also "${extra.join(" ")}". ` +
        "Start a new one with deno task run to change something",
      2,
    );
  }
  const { catalogs, resumeExperiment } = await flowlab();
  const json = values.json ?? false;
  await printRun(await session(json, (options) => resumeExperiment(run, catalogs, options)), json);
});

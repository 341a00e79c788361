import { methodSummaries, type TrainingName, trainingSummaries } from "../lib/benchmarks/summaries.ts";
import { nearest } from "../lib/config/nearest.ts";
import { Failure } from "../lib/failure.ts";
import type { Measurement, MethodName } from "../mod.ts";
import {
  growthTable,
  lineText,
  methodLine,
  operatorTable,
  scalingTable,
  stepHead,
  stepLine,
} from "./support/bench_tables.ts";
import { flowlab } from "./support/flowlab.ts";
import { main } from "./support/main.ts";
import { misuse } from "./support/misuse.ts";
import { peakMemory } from "./support/peak_memory.ts";
import { print, printError } from "./support/print.ts";
import { measureStartup, startupSummary } from "./support/startup.ts";
import { table } from "./support/table.ts";

const summaries: Readonly<Record<string, string>> = {
  ...trainingSummaries,
  ...methodSummaries,
  startup: startupSummary,
};
const names = Object.keys(summaries);
const help =
  `Usage: deno task bench [WORKLOAD …] [--batch N] [--profile] [--scaling] [--plot FILE.svg] [--json]

Measures workloads on this machine, each in a process of its own; times are medians in milliseconds. Of a training step
it also says what its graph implies: gflop, the arithmetic of its products, moved_mb, what goes in and out of its
operations, and how near gflop a second comes to the most that this machine was seen to do.

  WORKLOAD         one of those below; all unless given
  --batch N        examples per training step, instead of the workload's own number
  --profile        where the time of training steps and forward passes goes, by operator
  --scaling        how a training step grows: measured for batches of 16 to 256, counted for other widths and images
  --plot FILE.svg  draws the time and the memory that --scaling measured
  --json           one JSON object per workload, or per row

${table(Object.entries(summaries), "  ")}`;

const flags = {
  json: { type: "boolean" },
  batch: { type: "string" },
  profile: { type: "boolean" },
  scaling: { type: "boolean" },
  plot: { type: "string" },
  here: { type: "boolean" },
} as const;

/** The batch sizes that show how a step grows. */
const BATCHES: readonly number[] = [16, 32, 64, 128, 256];

type Row = Readonly<Record<string, unknown>>;

/** Runs this task again for one workload, in a process of its own. */
async function inItsOwnProcess(name: string, ...words: readonly string[]): Promise<unknown> {
  // the kernel's count of memory is only shown to a process with every permission
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", import.meta.filename!, name, "--here", ...words],
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Failure(`Measuring ${name} failed: ${text.decode(stderr) || "it was stopped"}`);
  return JSON.parse(text.decode(stdout));
}

/** Measures a workload in this process. */
async function measureHere(name: string, batchSize: number | undefined): Promise<Row> {
  if (name === "startup") return { workload: name, ...await measureStartup() };
  const { measureTraining, methods, workloads } = await flowlab();
  if (isTraining(name)) {
    return { workload: name, ...await measureTraining(workloads[name], { batchSize, peakMemory }) };
  }
  const found = await methods[name as MethodName]();
  return { workload: name, ...found, peak_rss_mb: Math.round(peakMemory() / 2 ** 20) };
}

/** Profiles a workload in this process: the operators of the step, and of the forward pass. */
async function profileHere(name: TrainingName, batchSize: number | undefined): Promise<Row> {
  const { operatorTimes, PROFILED, profileWorkload, workloads } = await flowlab();
  const folder = await Deno.makeTempDir({ prefix: "flowlab-" });
  try {
    await profileWorkload(workloads[name], { batchSize, folder: `${folder}/` });
    const files = [...Deno.readDirSync(folder)].map((entry) => entry.name);
    const textOf = (what: string) =>
      Deno.readTextFileSync(`${folder}/${files.find((file) => file.startsWith(what))}`);
    return Object.fromEntries(PROFILED.map((what) => [what, operatorTimes(textOf(what))]));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function isTraining(name: string): name is TrainingName {
  return Object.hasOwn(trainingSummaries, name);
}

/** The workloads, all of which must be training steps. */
function trainingOnly(chosen: readonly string[], flag: string): readonly TrainingName[] {
  return chosen.map((name) => {
    if (isTraining(name)) return name;
    throw new Failure(
      `--${flag} is for training steps, ${Object.keys(trainingSummaries).join(", ")}; found "${name}"`,
      2,
    );
  });
}

/** Prints where the time of a workload goes. */
async function printProfile(name: TrainingName, batch: readonly string[], json: boolean): Promise<void> {
  const found = await inItsOwnProcess(name, "--profile", ...batch) as Record<
    string,
    Parameters<typeof operatorTable>[0]
  >;
  if (json) return print(JSON.stringify({ workload: name, ...found }));
  for (const [what, rows] of Object.entries(found)) print(`${name}, ${what}\n${operatorTable(rows)}\n`);
}

/** Prints how a workload grows, and draws it if a file is given. */
async function printScaling(name: TrainingName, plot: string | undefined, json: boolean): Promise<void> {
  const rows: Measurement[] = [];
  for (const batch of BATCHES) {
    try {
      rows.push(await inItsOwnProcess(name, "--batch", `${batch}`) as Measurement);
    } catch (error) {
      if (!(error instanceof Failure) || rows.length < 2) throw error;
      printError(`A batch of ${batch} was too much: ${error.message}`);
      break;
    }
    if (json) print(JSON.stringify(rows.at(-1)));
  }
  const { growthOf, scalingChart, straightLine, workloads } = await flowlab();
  const growth = await growthOf(workloads[name]);
  if (json) { for (const row of growth) print(JSON.stringify({ workload: name, ...row })); }
  else {
    print(`${name}, measured\n${scalingTable(rows)}`);
    for (const key of ["step_ms", "peak_rss_mb"] as const) {
      print(lineText(key, straightLine(rows.map((row) => [row.batch, row[key]]))));
    }
    print(`\n${name}, counted\n${growthTable(growth)}`);
  }
  if (plot !== undefined) await Deno.writeTextFile(plot, await scalingChart(name, rows));
}

/** How many examples a step is asked to have. */
function batchOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const batch = Number(text);
  if (Number.isInteger(batch) && batch >= 1 && batch <= 65536) return batch;
  throw misuse(`Expected a whole number of examples from 1 to 65536; found "${text}"`, help);
}

await main(import.meta, { help, flags }, async ({ values, positionals }) => {
  for (const name of positionals.filter((name) => !Object.hasOwn(summaries, name))) {
    const near = nearest(name, names);
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    throw new Failure(`Unknown workload "${name}": expected ${names.join(", ")}${hint}`, 2);
  }
  const { profile = false, scaling = false, plot, json = false, here = false } = values;
  const batchSize = batchOf(values.batch);
  const batch = batchSize === undefined ? [] : ["--batch", `${batchSize}`];
  const chosen = positionals.length > 0
    ? positionals
    : profile || scaling
    ? Object.keys(trainingSummaries)
    : names;
  if (profile && scaling) throw misuse("Expected --profile or --scaling; found both", help);
  if (scaling && batchSize !== undefined) {
    throw misuse("Expected no --batch with --scaling, which has its own", help);
  }
  if (plot !== undefined && !(scaling && chosen.length === 1)) {
    throw misuse("Expected --plot with --scaling and one workload", help);
  }
  if (plot !== undefined && Deno.permissions.querySync({ name: "write", path: plot }).state !== "granted") {
    // said before anything is measured for minutes
    throw new Failure(`May not write ${plot}: expected the permission, --allow-write, for --plot`, 2);
  }
  if (here) {
    const [name] = profile ? trainingOnly(chosen, "profile") : chosen;
    const row = profile
      ? await profileHere(name as TrainingName, batchSize)
      : await measureHere(name!, batchSize);
    return print(JSON.stringify(row));
  }
  if (profile) { for (const name of trainingOnly(chosen, "profile")) await printProfile(name, batch, json); }
  else if (scaling) {
    for (const name of trainingOnly(chosen, "scaling")) await printScaling(name, plot, json);
  } else {
    if (!json && chosen.some(isTraining)) print(stepHead);
    for (const name of chosen) {
      const row = await inItsOwnProcess(name, ...batch) as Row;
      if (json) print(JSON.stringify(row));
      else if (isTraining(name)) print(stepLine(name, row as unknown as Measurement));
      else print(methodLine(name, row));
    }
  }
});

import { benchmark, Failure, type Measurement, methodBenchmarks, nearest, workloads } from "../mod.ts";
import { main } from "./support/main.ts";
import { misuse } from "./support/misuse.ts";
import { print } from "./support/print.ts";
import { table } from "./support/table.ts";

const summaries = { ...workloads, ...methodBenchmarks };
const names = Object.keys(summaries);
const help = `Usage: deno task bench [WORKLOAD …] [--batch N] [--json]

Measures workloads on this machine, each in a process of its own; times are medians in milliseconds.

  WORKLOAD   ${names.join(", ")}; all unless given
  --batch N  examples per training step, instead of the workload's own number
  --json     one JSON object per workload

${table(names.map((name) => [name, summaries[name]!.summary]), "  ")}`;

const flags = { json: { type: "boolean" }, batch: { type: "string" }, here: { type: "boolean" } } as const;

/** The most memory that this process has had: Linux keeps count, elsewhere it is what it has now. */
function peakMemory(): number {
  if (Deno.build.os !== "linux") return Deno.memoryUsage().rss;
  const peak = /VmHWM:\s*(\d+) kB/.exec(Deno.readTextFileSync("/proc/self/status"));
  return Number(peak![1]) * 1024;
}

/** Runs this task again for one workload. */
async function measure(
  name: string,
  batch: readonly string[],
): Promise<Measurement | Readonly<Record<string, number>>> {
  // the kernel's count of memory is only shown to a process with every permission
  const args = ["run", "--quiet", "--allow-all"];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args, import.meta.filename!, name, "--here", ...batch],
  }).output();
  if (!success) throw new Failure(`Measuring ${name} failed: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

await main(import.meta, { help, flags }, async ({ values, positionals }) => {
  for (const name of positionals.filter((name) => !Object.hasOwn(summaries, name))) {
    const near = nearest(name, names);
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    throw new Failure(`Unknown workload "${name}": expected ${names.join(", ")}${hint}`, 2);
  }
  const batch = values.batch === undefined ? undefined : Number(values.batch);
  if (batch !== undefined && !(Number.isInteger(batch) && batch >= 1 && batch <= 65536)) {
    throw misuse(`Expected a whole number of examples from 1 to 65536; found "${values.batch}"`, help);
  }
  const chosen = positionals.length === 0 ? names : positionals;
  if (values.here) {
    const name = chosen[0]!;
    const row = Object.hasOwn(workloads, name)
      ? await benchmark(name, peakMemory, batch)
      : { workload: name, ...await methodBenchmarks[name]!.measure() };
    return print(JSON.stringify(row));
  }
  if (!values.json) print("workload    step_ms  forward_ms  session_ms  peak_rss_mb  threads");
  for (const name of chosen) {
    const row = await measure(name, batch === undefined ? [] : ["--batch", String(batch)]);
    print(
      values.json
        ? JSON.stringify(row)
        : "step_ms" in row
        ? stepLine(row as Measurement)
        : methodLine(name, row),
    );
  }
});

/** A row of the table of training steps. */
function stepLine(row: Measurement): string {
  return [
    row.workload.padEnd(10),
    row.step_ms.toFixed(3).padStart(8),
    row.forward_ms.toFixed(3).padStart(11),
    row.session_ms.toFixed(0).padStart(11),
    String(row.peak_rss_mb).padStart(12),
    String(row.threads).padStart(8),
  ].join(" ");
}

/** A line of numbers with their names. */
function methodLine(name: string, row: object): string {
  const numbers = Object.entries(row).filter(([, value]) => typeof value === "number");
  return `${name}  ${numbers.map(([key, value]) => `${key} ${(value as number).toPrecision(3)}`).join("  ")}`;
}

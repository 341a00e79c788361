import type { Comparison, Finding, MetricRow } from "../mod.ts";
import { flowlab } from "./support/flowlab.ts";
import { main } from "./support/main.ts";
import { misuse } from "./support/misuse.ts";
import { print } from "./support/print.ts";
import { table } from "./support/table.ts";

const help = `Usage: deno task compare RUN RUN… [--json]

Shows where the configs of runs differ, beside what was measured of them, by the runs themselves and by deno task
evaluate. The loss is the mean over the last tenth of the logged steps. Numbers that were not measured in the same
way do not compare, and stand in rows of their own.

  RUN      a run's folder, such as outputs/moons_mlp/latest
  --json   one JSON object: runs, config, metrics, notes

Exit code: 0 done, 2 the input is wrong.`;

/** What stands where a run has nothing. */
const NOTHING = "–";

/** A longer value of a config is cut off: the table is for the eye. */
const LONGEST = 40;

/** A value of a config in a table. */
function configCell(value: unknown): string {
  if (value === undefined) return NOTHING;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** What was found of a run, in a table: equal numbers once. */
function metricCell(found: readonly Finding[]): string {
  const numbers = new Set(found.map(({ value }) => `${Number(value.toPrecision(4))}`));
  return numbers.size > 0 ? [...numbers].join(", ") : NOTHING;
}

/** What a row is called: details are indented below their metric. */
function label({ metric, detail, apart }: MetricRow): string {
  const protocol = Object.entries(apart).map(([key, value]) => `${key} ${value}`).join(", ");
  return `${detail === undefined ? metric : `  ${metric}.${detail}`}${protocol ? ` (${protocol})` : ""}`;
}

/** A comparison for the eye. */
function text({ runs, config, metrics, notes }: Comparison): string {
  const rows = [
    ["", ...runs],
    ...config.map(({ key, values }) => [key, ...values.map(configCell)]),
    [""],
    ...metrics.map((row) => [label(row), ...row.values.map(metricCell)]),
  ];
  const cells = metrics.flatMap(({ values }) => values);
  const remarks = [
    ...config.length === 0 ? ["The configs are equal"] : [],
    ...metrics.length === 0 ? ["Nothing was measured: deno task evaluate RUN does"] : [],
    ...notes,
    ...cells.some((found) => metricCell(found).includes(","))
      ? ["Several numbers in one place are the run's own and those of its evaluations; --json says which"]
      : [],
  ];
  return [table(rows).trimEnd(), ...remarks.length > 0 ? [remarks.join("\n")] : []].join("\n\n");
}

await main(import.meta, { help, flags: { json: { type: "boolean" } } }, async ({ values, positionals }) => {
  if (positionals.length < 2) throw misuse("Expected two runs or more", help);
  const { compareRuns, encodeMetrics } = await flowlab();
  const comparison = await compareRuns(positionals);
  print(values.json ? encodeMetrics(comparison) : text(comparison));
});

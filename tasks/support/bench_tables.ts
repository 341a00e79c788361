import type { Growth, Measurement, OperatorTime, StraightLine } from "../../mod.ts";
import { table } from "./table.ts";

/** The width of a workload's name. */
const NAME = 17;

/** The columns of a training step: a key, and its head. */
const columns: readonly (readonly [key: keyof Measurement, head: string])[] = [
  ["step_ms", "step_ms"],
  ["forward_ms", "forward_ms"],
  ["session_ms", "session_ms"],
  ["peak_rss_mb", "peak_rss_mb"],
  ["gflop", "gflop"],
  ["moved_mb", "moved_mb"],
  ["gflops", "gflop/s"],
  ["roof_share", "of_roof"],
  ["threads", "threads"],
];

/** A number with three digits that count, or as a whole number. */
function short(value: number): string {
  return value >= 1000 ? `${Math.round(value)}` : `${Number(value.toPrecision(3))}`;
}

/** A column is as wide as its head, and a number of ten signs. */
function cell(text: string, head: string): string {
  return text.padStart(Math.max(head.length, 10));
}

/** The head of the table of training steps. */
export const stepHead: string = ["workload".padEnd(NAME), ...columns.map(([, head]) => cell(head, head))]
  .join(" ");

/** A row of the table of training steps. */
export function stepLine(name: string, row: Measurement): string {
  const cells = columns.map(([key, head]) => cell(short(row[key] as number), head));
  return [name.padEnd(NAME), ...cells].join(" ");
}

/** A line of numbers with their names. */
export function methodLine(name: string, row: object): string {
  const numbers = Object.entries(row).filter((entry): entry is [string, number] =>
    typeof entry[1] === "number"
  );
  return `${name.padEnd(NAME)} ${numbers.map(([key, value]) => `${key} ${short(value)}`).join("  ")}`;
}

/** Aligns cells to the right, below their heads. */
function aligned(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]!.length)));
  return [heads, ...rows].map((row) => row.map((text, i) => text.padStart(widths[i]!)).join("  ")).join("\n");
}

/** The measurements of one workload for several batch sizes. */
export function scalingTable(rows: readonly Measurement[]): string {
  return aligned(
    ["batch", "step_ms", "ms/example", "peak_rss_mb", "gflop", "moved_mb", "gflop/s", "of_roof"],
    rows.map((row) => [
      `${row.batch}`,
      short(row.step_ms),
      short(row.step_ms / row.batch),
      `${row.peak_rss_mb}`,
      short(row.gflop),
      short(row.moved_mb),
      short(row.gflops),
      short(row.roof_share),
    ]),
  );
}

/** A straight line as a formula. */
export function lineText(what: string, { start, slope }: StraightLine): string {
  return `${what} ≈ ${start.toPrecision(3)} ${slope < 0 ? "−" : "+"} ${Math.abs(slope).toPrecision(3)}·batch`;
}

/** What a step would take in other sizes. */
export function growthTable(rows: readonly Growth[]): string {
  return aligned(
    ["width", "side", "parameters", "gflop", "moved_mb"],
    rows.map(({ width, side, parameters, gflop, moved_mb }) => [
      `×${width}`,
      side === undefined ? "–" : `${side}`,
      `${parameters}`,
      short(gflop),
      short(moved_mb),
    ]),
  );
}

/** Where the time of a program goes. */
export function operatorTable(rows: readonly OperatorTime[]): string {
  const whole = rows.reduce((sum, { ms }) => sum + ms, 0);
  const line = (name: string, { nodes, ms, bytes }: Omit<OperatorTime, "operator">) => [
    name,
    `${Math.round(nodes)}`.padStart(6),
    ms.toFixed(3).padStart(10),
    (bytes / 2 ** 20).toFixed(1).padStart(10),
    `${(100 * ms / whole).toFixed(1)} %`.padStart(7),
  ];
  const sum = (key: "nodes" | "ms" | "bytes") => rows.reduce((total, row) => total + row[key], 0);
  return table([
    ["operator", " nodes", "        ms", "        MB", "  share"],
    ...rows.map((row) => line(row.operator, row)),
    line("all", { nodes: sum("nodes"), ms: whole, bytes: sum("bytes") }),
  ]);
}

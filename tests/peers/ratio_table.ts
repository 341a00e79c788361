/** What a program says of a workload. */
export interface Said {
  /** Seconds or milliseconds of a training step, or of sampling; undefined where it has none. */
  readonly step?: number;
  /** The same of a forward pass. */
  readonly forward?: number;
  /** Peak memory in MB. */
  readonly memory: number;
}

/** What flowlab and its peer say of a workload, in the order of the sittings. */
export interface Compared {
  /** The workload's name. */
  readonly name: string;
  /** What flowlab says, sitting by sitting. */
  readonly ours: readonly Said[];
  /** What the peer says, in its best memory format. */
  readonly theirs: readonly Said[];
}

/** The heads of the columns, three for each quantity. */
const HEADS = [
  "workload",
  ...["step or sampling", "forward pass", "peak memory"].flatMap((what) => [what, "PyTorch", "ratio"]),
];

/** The middle one of some numbers. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** Three digits that count. */
function short(value: number): string {
  return value >= 1000 ? `${Math.round(value)}` : `${Number(value.toPrecision(3))}`;
}

/** The cells of one quantity: both medians, and the median of the ratios of the sittings. */
function cells({ ours, theirs }: Compared, key: keyof Said, unit: string): string[] {
  const pairs = ours.flatMap((said, i): [number, number][] => {
    const [a, b] = [said[key], theirs[i]?.[key]];
    return a === undefined || b === undefined ? [] : [[a, b]];
  });
  if (pairs.length === 0) return ["–", "–", "–"];
  const [a, b] = [median(pairs.map(([a]) => a)), median(pairs.map(([, b]) => b))];
  return [`${short(a)} ${unit}`, `${short(b)} ${unit}`, median(pairs.map(([a, b]) => a / b)).toFixed(2)];
}

/**
 * Writes a comparison as a Markdown table. Below 1 a ratio says that flowlab takes less.
 *
 * Ratios are taken within a sitting, so that a machine that is slower for a while is slower for both.
 *
 * @param rows The workloads.
 */
export function ratioTable(rows: readonly Compared[]): string {
  const lines = rows.map((row) => [
    row.name,
    ...cells(row, "step", "ms"),
    ...cells(row, "forward", "ms"),
    ...cells(row, "memory", "MB"),
  ]);
  const widths = HEADS.map((head, i) => Math.max(head.length, ...lines.map((line) => line[i]!.length)));
  const text = (line: readonly string[]) =>
    `| ${line.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [text(HEADS), text(widths.map((width) => "-".repeat(width))), ...lines.map(text)].join("\n");
}

/**
 * Aligns the columns of a table with spaces.
 *
 * @param rows The cells, row by row; the last column is not padded.
 * @param indent What every line starts with.
 * @returns The lines, joined.
 */
export function table(rows: readonly (readonly string[])[], indent = ""): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, cell.length));
  return rows.map((row) =>
    (indent + row.map((cell, i) => i === row.length - 1 ? cell : cell.padEnd(widths[i]!)).join("  "))
      .trimEnd()
  ).join("\n");
}

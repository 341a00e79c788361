import type { LineChartOptions } from "../artifacts/line_chart.ts";
import type { Measurement } from "./training_step.ts";
import { straightLine } from "./straight_line.ts";

/** What is drawn of a measurement. */
export type Scaled = Pick<Measurement, "batch" | "step_ms" | "peak_rss_mb">;

/** One quantity over the batch: as measured, the nearest straight line, and in proportion to the first. */
function chart(
  rows: readonly Scaled[],
  key: "step_ms" | "peak_rss_mb",
  title: string,
  yLabel: string,
): LineChartOptions {
  const points = rows.map((row): readonly [number, number] => [row.batch, row[key]]);
  const [first, least] = points[0]!;
  const { start, slope } = straightLine(points);
  const ends = [0, points.at(-1)![0]];
  return {
    title,
    xLabel: "examples in a batch",
    yLabel,
    markers: true,
    series: [
      { name: "measured", points },
      { name: lineText(start, slope), points: along(ends, start, slope) },
      { name: `in proportion to ${first}`, points: along(ends, 0, least / first), faint: true },
    ],
  };
}

/** A straight line in words. */
function lineText(start: number, slope: number): string {
  return `${start.toPrecision(3)} ${slope < 0 ? "−" : "+"} ${Math.abs(slope).toPrecision(3)} per example`;
}

/** The points of a straight line. */
function along(xs: readonly number[], start: number, slope: number): (readonly [number, number])[] {
  return xs.map((x) => [x, start + slope * x]);
}

/** What an attribute of a drawing's root says. */
function lengthOf(svg: string, name: "width" | "height"): number {
  return Number(new RegExp(`<svg[^>]* ${name}="([\\d.]+)"`).exec(svg)![1]);
}

/**
 * Draws how the time of a training step and the peak memory grow with the batch, one chart below the other.
 *
 * @param workload The workload's name.
 * @param rows Its measurements, two or more, from the smallest batch to the largest.
 * @returns A stand-alone SVG document.
 */
export async function scalingChart(workload: string, rows: readonly Scaled[]): Promise<string> {
  // what draws is loaded when something is drawn
  const { lineChart } = await import("../artifacts/line_chart.ts");
  const charts = [
    chart(rows, "step_ms", `${workload}: time of a training step`, "milliseconds"),
    chart(rows, "peak_rss_mb", `${workload}: peak memory of the process`, "MB"),
  ].map(lineChart);
  const width = Math.max(...charts.map((svg) => lengthOf(svg, "width")));
  let height = 0;
  const placed = charts.map((svg) => {
    const moved = svg.trim().replace("<svg", `<svg y="${height}"`);
    height += lengthOf(svg, "height");
    return moved;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">\n` +
    `<rect width="100%" height="100%" fill="white"/>\n${placed.join("\n")}\n</svg>\n`;
}

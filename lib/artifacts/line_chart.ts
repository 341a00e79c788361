import * as Plot from "@observablehq/plot";
import { drawChart, SERIES_COLORS } from "./chart.ts";

/** One line of a chart. */
export interface Series {
  /** What the line shows, as the legend says it. */
  readonly name: string;
  /** Its points in the order in which they are joined; a point that is not finite breaks the line. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Its colour as CSS; without it the next of seven. */
  readonly color?: string;
  /** Whether the line stands back behind the others; not so unless given. */
  readonly faint?: boolean;
}

/** A chart of lines. */
export interface LineChartOptions {
  /** What the chart shows, at its top. */
  readonly title: string;
  /** The name and unit of the horizontal axis. */
  readonly xLabel: string;
  /** The name and unit of the vertical axis. */
  readonly yLabel: string;
  /** The lines; the legend is left out when there is only one. */
  readonly series: readonly Series[];
  /** Whether the vertical axis is logarithmic, which breaks lines where they are not positive. */
  readonly logY?: boolean;
}

/**
 * Draws lines over a grid.
 *
 * @param options Title, labels, series and scale.
 * @returns A stand-alone SVG document.
 */
export function lineChart(options: LineChartOptions): string {
  const { title, xLabel, yLabel, series, logY = false } = options;
  const drawn = series.map(({ color, faint = false, ...rest }, index) => ({
    ...rest,
    color: color ?? SERIES_COLORS[index % SERIES_COLORS.length]!,
    faint,
  }));
  const shown = (y: number): number => Number.isFinite(y) && (!logY || y > 0) ? y : NaN;
  return drawChart({
    title,
    legend: drawn.length > 1 ? drawn : [],
    plot: {
      x: { label: xLabel, labelArrow: "none", labelAnchor: "center", nice: false },
      y: {
        label: yLabel,
        labelArrow: "none",
        labelAnchor: "center",
        labelOffset: 50,
        grid: true,
        nice: true,
        ticks: 6,
        type: logY ? "log" : "linear",
        ...(logY ? { tickFormat: plainNumber } : {}),
      },
      marks: drawn.map(({ points, color, faint }) =>
        Plot.line(points, {
          x: ([x]: readonly [number, number]) => x,
          y: ([, y]: readonly [number, number]) => shown(y),
          stroke: color,
          strokeOpacity: faint ? 0.3 : 1,
          strokeWidth: faint ? 1 : 2,
        })
      ),
    },
  });
}

/** Writes `0.05`, `20` and `1e-7` rather than the `50m` of SI prefixes. */
function plainNumber(value: number): string {
  return `${Number(value.toPrecision(6))}`;
}

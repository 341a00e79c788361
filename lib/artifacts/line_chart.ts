import * as Plot from "@observablehq/plot";
import { drawChart, SERIES_COLORS } from "./chart.ts";

/** One line of a chart. */
export interface Series {
  /** What the line shows, as the legend says it. */
  readonly name: string;
  /** Its points in the order in which they are joined; a point that is not finite breaks the line. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Its colour as CSS; without it the next of seven, which begin again with another dash. */
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
  /** Whether the horizontal axis is logarithmic, which breaks lines where they are not positive. */
  readonly logX?: boolean;
  /** Whether the vertical axis is logarithmic, which breaks lines where they are not positive. */
  readonly logY?: boolean;
  /**
   * Whether every point has a marker, since it was measured one by one. The legend then stands to the right of the
   * chart and shows colours, dashes and markers, by which some twenty lines can be told apart. As `logX` unless given.
   */
  readonly markers?: boolean;
}

/** A line with all that it is drawn with. */
interface DrawnSeries {
  readonly name: string;
  readonly points: Series["points"];
  readonly color: string;
  readonly faint: boolean;
  readonly dash: string;
  readonly symbol: Plot.SymbolType;
}

/** The pattern of the first seven lines, of the next seven, and so on. */
const DASHES = ["none", "7 4", "2 3"] as const;

/** Five markers, so that they and seven colours go together in many ways. */
const SYMBOLS: readonly Plot.SymbolType[] = ["circle", "square", "triangle", "diamond", "cross"];

/** Pixels between the entries of a legend to the right, from its keys to its names, and for a letter. */
const LEGEND = { line: 18, key: 36, letter: 6.6 };

/**
 * Draws lines over a grid.
 *
 * @param options Title, labels, series and scales.
 * @returns A stand-alone SVG document.
 */
export function lineChart(options: LineChartOptions): string {
  const { title, xLabel, yLabel, series, logX = false, logY = false, markers = logX } = options;
  const drawn = series.map(({ color, faint = false, ...rest }, index): DrawnSeries => ({
    ...rest,
    color: color ?? SERIES_COLORS[index % SERIES_COLORS.length]!,
    faint,
    dash: DASHES[Math.floor(index / SERIES_COLORS.length) % DASHES.length]!,
    symbol: SYMBOLS[index % SYMBOLS.length]!,
  }));
  const isDrawable = ([x, y]: readonly [number, number]): boolean =>
    Number.isFinite(x) && Number.isFinite(y) && (!logX || x > 0) && (!logY || y > 0);
  const hasLegend = drawn.length > 1;
  const isBeside = hasLegend && markers;
  const longest = Math.max(...drawn.map(({ name }) => name.length));
  const legendWidth = isBeside ? LEGEND.key + LEGEND.letter * longest : 0;
  return drawChart({
    title,
    legend: hasLegend && !isBeside ? drawn : [],
    width: 720 + legendWidth,
    height: isBeside ? Math.max(400, 110 + LEGEND.line * drawn.length) : 400,
    plot: {
      marginRight: 24 + legendWidth,
      x: {
        label: xLabel,
        labelArrow: "none",
        labelAnchor: "center",
        nice: false,
        type: logX ? "log" : "linear",
        ...logX ? { tickFormat: plainNumber, grid: true } : {},
      },
      y: {
        label: yLabel,
        labelArrow: "none",
        labelAnchor: "center",
        labelOffset: 56,
        grid: true,
        nice: true,
        ticks: 6,
        type: logY ? "log" : "linear",
        ...(logY ? { tickFormat: plainNumber } : {}),
      },
      marks: [
        ...drawn.map(({ points, color, faint, dash }) =>
          Plot.line(points, {
            x: ([x]: readonly [number, number]) => x,
            y: (point: readonly [number, number]) => isDrawable(point) ? point[1] : NaN,
            stroke: color,
            strokeOpacity: faint ? 0.3 : 1,
            strokeWidth: faint ? 1 : 2,
            strokeDasharray: dash,
          })
        ),
        ...markers
          ? drawn.map(({ points, color, symbol, faint }) =>
            Plot.dot(points.filter(isDrawable), { symbol, fill: color, fillOpacity: faint ? 0.3 : 1, r: 4 })
          )
          : [],
        ...isBeside ? drawn.flatMap(legendMarks) : [],
      ],
    },
  });
}

/** An entry of the legend to the right: a piece of the line, its marker, its name. */
function legendMarks({ name, color, dash, symbol }: DrawnSeries, index: number): Plot.Markish[] {
  const dy = 6 + LEGEND.line * index;
  const at = (dx: number) => ({ frameAnchor: "top-right", dx, dy }) as const;
  const piece = { draw: (path: Pen, length: number) => (path.moveTo(0, 0), path.lineTo(0, -length)) };
  return [
    Plot.vector([0], {
      ...at(12),
      shape: piece,
      anchor: "start",
      rotate: 90,
      length: LEGEND.key - 10,
      stroke: color,
      strokeWidth: 2,
      strokeDasharray: dash,
    }),
    Plot.dot([0], { ...at(12 + (LEGEND.key - 10) / 2), symbol, fill: color, r: 4 }),
    Plot.text([name], { ...at(8 + LEGEND.key), textAnchor: "start", lineAnchor: "middle" }),
  ];
}

/** What draws a path. */
interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** Writes `0.05`, `20` and `1e-7` rather than the `50m` of SI prefixes; never so long that it meets the label. */
function plainNumber(value: number): string {
  const rounded = Number(value.toPrecision(6));
  return rounded < 0.01 ? rounded.toExponential() : `${rounded}`;
}

import * as Plot from "@observablehq/plot";
import { DATA_COLOR, drawChart, SERIES_COLORS } from "./chart.ts";
import { type Extent, extentOf, shows } from "./extent.ts";

/** A chart of points of the plane. */
export interface ScatterChartOptions {
  /** What the chart shows, at its top. */
  readonly title: string;
  /** Points of the data set, `[m, 2]`, drawn faintly below the samples for comparison. */
  readonly reference?: Float32Array;
  /** The window; without it the one that shows the reference, or the samples if there is none. */
  readonly extent?: Extent;
  /** The most points of each set that are drawn, from all over it, 2000 unless given: 100 kB of SVG. */
  readonly limit?: number;
}

/** A square drawing area of 512 pixels beside the margins of {@linkcode drawChart}. */
const SIDE = { width: 600, height: 632 };

/**
 * Draws samples of the plane as dots over the points of the data set.
 *
 * @param samples `[n, 2]`; points that are not finite or lie outside the window are left out.
 * @param options Title, reference points, window and limit.
 * @returns A stand-alone SVG document with one `circle` for each point.
 * @throws {RangeError} If a set of points has an odd length.
 */
export function scatterChart(samples: Float32Array, options: ScatterChartOptions): string {
  const { title, reference = new Float32Array(0), limit = 2000 } = options;
  const extent = options.extent ?? extentOf(reference.length > 0 ? reference : samples);
  const sets = [
    { name: "data", points: reference, color: DATA_COLOR, opacity: 0.4 },
    { name: "samples", points: samples, color: SERIES_COLORS[0]!, opacity: 0.6 },
  ].filter(({ points }) => points.length > 0);
  return drawChart({
    title,
    ...SIDE,
    legend: sets,
    plot: {
      ...planeScales(extent),
      marks: sets.map(({ points, color, opacity }) =>
        Plot.dot(visiblePoints(points, extent, limit), { r: 2, fill: color, fillOpacity: opacity })
      ),
    },
  });
}

/**
 * The scales of a chart whose axes have the same unit.
 *
 * @param extent The window.
 * @returns Axes and domains, as Observable Plot takes them.
 */
export function planeScales({ centre: [x, y], halfSide }: Extent): Pick<Plot.PlotOptions, "x" | "y"> {
  const axis = { label: null, grid: true, ticks: 6 };
  return {
    x: { ...axis, domain: [x - halfSide, x + halfSide] },
    y: { ...axis, domain: [y - halfSide, y + halfSide] },
  };
}

/** Takes at most `limit` points of a set from all over it, and leaves out what the window does not show. */
function visiblePoints(points: Float32Array, extent: Extent, limit: number): [number, number][] {
  const count = points.length / 2;
  const step = spreadingStep(count);
  const visible: [number, number][] = [];
  for (let i = 0; i < Math.min(count, limit); i++) {
    const index = i * step % count;
    const point: [number, number] = [points[2 * index]!, points[2 * index + 1]!];
    if (shows(extent, point)) visible.push(point);
  }
  return visible;
}

/**
 * A step that visits `count` places once each, going round, and at any moment has visited all regions alike.
 *
 * Every n-th point would not do: a set that goes through its clusters in turn would lose all but one of them.
 */
function spreadingStep(count: number): number {
  const divisor = (a: number, b: number): number => b === 0 ? a : divisor(b, a % b);
  // The golden section is the ratio that is farthest from any simple fraction.
  let step = Math.max(1, Math.round(count * 0.6180339887));
  while (divisor(step, count) > 1) step++;
  return step;
}

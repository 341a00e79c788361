import * as Plot from "@observablehq/plot";
import { DATA_COLOR, drawChart, SERIES_COLORS } from "./chart.ts";
import { type Extent, extentOf, shows } from "./extent.ts";
import { planeScales } from "./scatter_chart.ts";

/** A chart of the ways that points take through the plane. */
export interface TrajectoryChartOptions {
  /** What the chart shows, at its top. */
  readonly title: string;
  /** The window; without it the one that shows where the points begin and end. */
  readonly extent?: Extent;
  /** The most points whose way is drawn, the first of all, 200 unless given. */
  readonly limit?: number;
}

/**
 * Draws the ways of points from noise to data: a thin line for each, with a dot at either end.
 *
 * Straight lines are what few solver steps can follow, so the bends show what a coarse solver will miss.
 *
 * @param states The points at increasing times, at least two, each `[n, 2]`.
 * @param options Title, window and limit.
 * @returns A stand-alone SVG document.
 * @throws {RangeError} If there are fewer than two states, or their lengths differ or are odd.
 */
export function trajectoryChart(states: readonly Float32Array[], options: TrajectoryChartOptions): string {
  const first = states[0];
  const last = states.at(-1);
  if (first === undefined || last === undefined || states.length < 2) {
    throw new RangeError(`Trajectories need two states or more: got ${states.length}`);
  }
  if (states.some(({ length }) => length !== first.length)) {
    throw new RangeError("Every state must have as many points as the first");
  }
  const { title, extent = extentOf(first, last), limit = 200 } = options;
  const count = Math.min(first.length / 2, limit);
  const at = (state: Float32Array, index: number): [number, number] => [
    state[2 * index]!,
    state[2 * index + 1]!,
  ];
  const indices = Array.from({ length: count }, (_, index) => index);
  const ends = [
    { name: "source, t = 0", state: first, color: DATA_COLOR },
    { name: "samples, t = 1", state: last, color: SERIES_COLORS[0]! },
  ];
  return drawChart({
    title,
    width: 600,
    height: 632,
    legend: ends,
    plot: {
      ...planeScales(extent),
      marks: [
        Plot.line(
          indices.flatMap((index) =>
            states.map((state) => ({ index, point: within(extent, at(state, index)) }))
          ),
          {
            x: ({ point: [x] }) => x,
            y: ({ point: [, y] }) => y,
            z: "index",
            stroke: "#64748b",
            strokeOpacity: 0.45,
            strokeWidth: 0.8,
          },
        ),
        ...ends.map(({ state, color }) =>
          Plot.dot(indices.map((index) => within(extent, at(state, index))), { r: 2.2, fill: color })
        ),
      ],
    },
  });
}

/** The point itself where the window shows it; otherwise one that breaks the line and has no dot. */
function within(extent: Extent, point: readonly [number, number]): readonly [number, number] {
  return shows(extent, point) ? point : [NaN, NaN];
}

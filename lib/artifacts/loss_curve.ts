import { lineChart, type LineChartOptions } from "./line_chart.ts";
import type { MetricLine } from "./metrics_file.ts";

type Point = readonly [x: number, y: number];

/** The part of all points over which the strong line averages. */
const WINDOW = 0.05;

/** More points than this are not told apart in a chart. */
const MOST_POINTS = 1500;

/** A loss that falls by more than this factor is shown on a logarithmic axis. */
const WIDE_RANGE = 20;

/**
 * Draws the training loss over the steps: as it was logged, faintly, and its running mean; and beside it the loss on
 * examples that were held out, where it was measured.
 *
 * The mean is centred and extends over a twentieth of the logged steps, so that it neither lags behind nor
 * hides a divergence. The axis is logarithmic when the mean falls or rises by more than a factor of 20.
 *
 * @param metrics The lines of a run's metrics file; those without a `step` and a `loss` or a `validationLoss` are left
 * out.
 * @returns A stand-alone SVG document.
 */
export function lossCurve(metrics: readonly MetricLine[]): string {
  const points = pointsOf(metrics, "loss");
  const heldOut = pointsOf(metrics, "validationLoss");
  const validation: LineChartOptions["series"] = heldOut.length === 0
    ? []
    : [{ name: "on held-out examples", points: heldOut, color: "#e8590c" }];
  const labels = { title: "Training loss", xLabel: "step", yLabel: "loss" };
  const half = Math.floor(points.length * WINDOW / 2);
  if (half === 0) return lineChart({ ...labels, series: [{ name: "loss", points }, ...validation] });
  const shown = evenly(points.length);
  const smooth = shown.map((index) => meanAround(points, index, half));
  const positive = smooth.map(([, loss]) => loss).filter((loss) => loss > 0 && Number.isFinite(loss));
  const logY = [...points, ...heldOut].every(([, loss]) => !(loss <= 0)) &&
    Math.max(...positive) > WIDE_RANGE * Math.min(...positive);
  const series: LineChartOptions["series"] = [
    { name: "as logged", points: shown.map((index) => points[index]!), color: "#2563eb", faint: true },
    { name: `mean of ${2 * half + 1}`, points: smooth, color: "#1d4ed8" },
    ...validation,
  ];
  return lineChart({ ...labels, series, logY });
}

/** The values of a key over the steps. */
function pointsOf(metrics: readonly MetricLine[], key: string): Point[] {
  return metrics.flatMap(({ step, [key]: value }): Point[] =>
    typeof step === "number" && typeof value === "number" ? [[step, value]] : []
  );
}

/** The mean of a point and of `half` neighbours on either side, as far as there are any. */
function meanAround(points: readonly Point[], index: number, half: number): Point {
  const near = points.slice(Math.max(0, index - half), index + half + 1);
  return [points[index]![0], near.reduce((sum, [, loss]) => sum + loss, 0) / near.length];
}

/** The indices of at most {@linkcode MOST_POINTS} of so many points, evenly taken, the last always. */
function evenly(count: number): number[] {
  const every = Math.ceil(count / MOST_POINTS);
  return Array.from({ length: count }, (_, index) => index).filter((index) =>
    (count - 1 - index) % every === 0
  );
}

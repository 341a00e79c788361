import { z } from "zod";
import type { Component } from "../component.ts";
import { meanOf, varianceOfMean } from "./mean.ts";
import type { Metric, MetricChart, MetricContext, MetricCurve } from "./metric.ts";

const options = z.strictObject({
  bins: z.int().min(1).max(1000).default(20).describe(
    "how many times, evenly between the target's first and last",
  ),
  count: z.int().min(2).max(1_000_000).default(512).describe("how many new pairs each time has"),
});

/** Curves whose heights differ by more than this factor are drawn on a logarithmic axis. */
const WIDE_RANGE = 20;

/** What was found at one time. */
interface Row extends Record<string, number> {
  readonly t: number;
  readonly squaredError: number;
  readonly standardError: number;
  readonly velocityError: number;
  readonly velocityStandardError: number;
}

/** The names of the curves, by the entry of a row that they show; the errors first. */
const CURVES = {
  squaredError: "squared error",
  velocityError: "velocity error",
  squaredFloor: "least squared error",
  velocityFloor: "least velocity error",
} as const;

/** The row of one time. */
async function rowAt(
  { regressionErrors }: MetricContext,
  count: number,
  { bin, bins }: { readonly bin: number; readonly bins: number },
): Promise<Row> {
  const { times, errors, floors } = await regressionErrors({ count, draw: bin, part: (bin + 0.5) / bins });
  return {
    // It was rounded to float32.
    t: Number(times[0]!.toPrecision(6)),
    squaredError: meanOf(errors.squared),
    standardError: Math.sqrt(varianceOfMean(errors.squared)),
    velocityError: meanOf(errors.velocity),
    velocityStandardError: Math.sqrt(varianceOfMean(errors.velocity)),
    ...floors ? { squaredFloor: meanOf(floors.squared), velocityFloor: meanOf(floors.velocity) } : {},
  };
}

/** The curves; those of the velocity only where the network is asked for something else. */
function chartOf(rows: readonly Row[]): MetricChart {
  const asksVelocity = rows.every(({ squaredError, velocityError }) =>
    Math.abs(velocityError - squaredError) <= 1e-9 * squaredError
  );
  const keys = (Object.keys(CURVES) as (keyof typeof CURVES)[]).filter((key) =>
    rows.every((row) => row[key] !== undefined) && !(asksVelocity && key.startsWith("velocity"))
  );
  const series = keys.map((key): MetricCurve => ({
    name: CURVES[key],
    points: rows.map((row) => [row.t, row[key]!]),
  }));
  const heights = series.flatMap(({ points }) => points.map(([, height]) => height)).filter((y) => y > 0);
  return {
    title: "Loss by time",
    xLabel: "t, from noise to data",
    yLabel: "mean squared error per entry",
    series,
    log: false,
    logY: Math.max(...heights) > WIDE_RANGE * Math.min(...heights),
  };
}

/**
 * How far the model is off at every time in what it was trained for: on new pairs of source samples and examples of the
 * test split, which are drawn and coupled as in training.
 *
 * `squaredError` is in the terms of the target, `velocityError` that of the velocity that the target makes of it, in
 * whose terms all targets are comparable; both are means over entries, with every time weighted alike. Neither can be 0:
 * the pairs that go through a point disagree. Where data and source are normal the least that is possible is known, and
 * given as `squaredFloor` and `velocityFloor`. The value is the mean of `squaredError` over the times.
 */
export const lossByTime: Component<Metric, z.output<typeof options>> = {
  summary: "the training loss on new data as a function of time, with the least possible where it is known",
  formula: "E mean‖u_θ(x_t, t) − regressand‖² at t = (k + ½)/bins",
  options,
  create: ({ bins, count }) => ({
    solvers: [],
    async evaluate(context) {
      const rows: Row[] = [];
      for (let bin = 0; bin < bins; bin++) rows.push(await rowAt(context, count, { bin, bins }));
      const mean = (key: string): number => meanOf(rows.map((row) => row[key]!));
      const errorOf = (key: string): number =>
        Math.sqrt(rows.reduce((sum, row) => sum + row[key]! ** 2, 0)) / bins;
      const { source, coupling, path, gamma, target } = context.objective;
      return {
        value: mean("squaredError"),
        protocol: { samples: count, bins, split: "test", source, coupling, path, gamma, target },
        details: {
          standardError: errorOf("standardError"),
          velocityError: mean("velocityError"),
          velocityStandardError: errorOf("velocityStandardError"),
          ...rows[0]!["squaredFloor"] === undefined
            ? {}
            : { squaredFloor: mean("squaredFloor"), velocityFloor: mean("velocityFloor") },
        },
        rows,
        chart: chartOf(rows),
      };
    },
  }),
};

import { z } from "zod";
import type { Choice, Component } from "../component.ts";
import type { Solver } from "../solvers/solver.ts";
import { endpointQuality, tolerances as bothTolerances } from "./endpoint_error.ts";
import { energyDistanceSquared } from "./energy_distance.ts";
import type { Metric, MetricContext, MetricCurve } from "./metric.ts";
import { distanceQuality, type Floor, type Quality } from "./quality.ts";
import { slicedWassersteinDistance } from "./sliced_wasserstein.ts";
import { wasserstein2Distance } from "./wasserstein2.ts";

/** Directions for the sliced distance, as many as its own metric takes. */
const PROJECTIONS = 256;

/** How samples can be judged, by name. */
const qualities = {
  wasserstein2: (context, count) => distanceQuality(context, wasserstein2Distance, count),
  slicedWasserstein: (context, count) =>
    distanceQuality(context, slicedWassersteinDistance(PROJECTIONS), count),
  energyDistance: (context, count) => distanceQuality(context, energyDistanceSquared, count),
  endpointError: endpointQuality,
} satisfies Record<string, (context: MetricContext, count: number) => Promise<Quality>>;

const options = z.strictObject({
  metric: z.enum(Object.keys(qualities) as (keyof typeof qualities)[]).default("slicedWasserstein").describe(
    "how samples are judged: by a distance from data, or by the distance of their end points from an accurate" +
      " solution, which tells of the solver alone",
  ),
  solvers: z.array(z.union([z.string(), z.looseObject({ name: z.string() })])).min(1)
    .default(["euler", "heun", "rk4", "dopri5"])
    .describe("the solvers, as sampling.solver chooses one; steps and tolerances are those of the curve"),
  steps: z.array(z.int().min(1).max(100000)).min(1).default([1, 2, 4, 8, 16, 32, 64])
    .describe("how many steps solvers with fixed steps take, one point of the curve each"),
  tolerances: z.array(z.number().positive().max(1)).min(1).default([1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6])
    .describe("the relative and absolute tolerances of adaptive solvers, one point of the curve each"),
  count: z.int().min(2).max(10000).default(1024).describe("how many samples each point is the result of"),
});

/** The table's entries for one solver at one setting. */
type Row = Readonly<Record<string, number | string>>;

/** A solver's name and the options that it was given: `eulerMaruyama, scale 0.5`. */
function nameOf({ name, steps, ...others }: Choice): string {
  // Only a pair that could choose its steps is told to take so many; how many, the curve says.
  const given = steps === undefined ? [] : ["fixed steps"];
  return [name, ...Object.entries(others).map(([key, value]) => `${key} ${value}`), ...given].join(", ");
}

/** What each point of a solver's curve is drawn with, from coarse to fine, and what the table says of it. */
function settingsOf(
  choice: Choice,
  solver: Solver,
  { steps, tolerances }: z.output<typeof options>,
): { readonly choice: Choice; readonly row: Row }[] {
  return solver.steps === undefined
    ? tolerances.toSorted((a, b) => b - a).map((tolerance) => ({
      choice: { ...choice, ...bothTolerances(tolerance) },
      row: { tolerance },
    }))
    : steps.toSorted((a, b) => a - b).map((steps) => ({ choice: { ...choice, steps }, row: { steps } }));
}

/**
 * Quality against network calls, one curve for each solver: what a solver makes of the calls that it is granted.
 *
 * Calls are those that were counted, in the mean over samples: a method with four stages makes four calls a step, and
 * an adaptive one also pays for the steps that it rejects.
 */
export const nfeCurve: Component<Metric, z.output<typeof options>> = {
  summary: "quality against network calls, for a list of solvers",
  options,
  create(chosen) {
    const choices = chosen.solvers.map((given): Choice =>
      typeof given === "string" ? { name: given } : given
    );
    const names = choices.map(nameOf);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) throw new RangeError(`Expected every solver once; found twice: ${twice}`);
    return {
      solvers: choices,
      async evaluate(context) {
        const { metric, count } = chosen;
        const quality = await qualities[metric](context, count);
        const rows: Row[] = [];
        const series: MetricCurve[] = [];
        const floors = new Map<string, Floor>();
        for (const [i, choice] of choices.entries()) {
          const solver = context.model.solver(choice);
          const measure = quality.measureOf(solver);
          if (measure.floor) floors.set(measure.floor.key, measure.floor);
          const name = measure.name === undefined ? names[i]! : `${names[i]} (${measure.name})`;
          const points: [number, number][] = [];
          for (const setting of settingsOf(choice, solver, chosen)) {
            const { calls, value, unfinished } = await quality.judge(setting.choice);
            rows.push({
              solver: name,
              ...setting.row,
              calls,
              value,
              ...unfinished > 0 ? { unfinished } : {},
            });
            points.push([calls, value]);
          }
          series.push({ name, points });
        }
        const calls = series.flatMap(({ points }) => points.map(([x]) => x));
        const ends = [Math.min(...calls), Math.max(...calls)];
        for (const { name, value } of floors.values()) {
          series.push({ name, points: ends.map((x) => [x, value]) });
        }
        return {
          protocol: { quality: metric, ...quality.protocol },
          details: {
            ...quality.details,
            ...Object.fromEntries([...floors.values()].map(({ key, value }) => [key, value])),
          },
          rows,
          chart: {
            title: "Quality against network calls",
            xLabel: "network calls per sample",
            yLabel: quality.label,
            series,
            log: true,
          },
        };
      },
    };
  },
};

import { catalogs } from "../../lib/catalogs.ts";
import type { Dataset } from "../../lib/datasets/dataset.ts";
import { weightsOf } from "../../lib/experiment.ts";
import { silent } from "../../lib/logger.ts";
import { logLikelihood } from "../../lib/metrics/log_likelihood.ts";
import { type OpenModel, openModel } from "../../lib/model.ts";
import { linear } from "../../lib/paths/linear.ts";
import { openRun } from "../../lib/resume.ts";
import { resolved, runInto, testRuns } from "../end_to_end/runs.ts";
import { fakeContext } from "../metrics/fake_context.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { noExamples } from "./likelihoods.ts";

/** A small network that knows two moons well enough for a density with two crescents. */
const MOONS = `
name: moons_density
dataset: { name: moons, noise: 0.2 }
architecture: { name: mlp, width: 32, hiddenLayers: 2, activation: silu }
optimizer: { name: adam, learningRate: 4e-3 }
training: { steps: 1200, batchSize: 256, logEverySteps: 100, checkpointEverySteps: 1200 }
sampling: { count: 4, batchSize: 1000 }
`;

/** The solver as the metric uses it. */
const solverWith = (tolerance: number) => ({
  name: "dopri5",
  relativeTolerance: tolerance,
  absoluteTolerance: tolerance,
});

/** Trains it. */
async function trained(folder: string): Promise<{ model: OpenModel; dataset: Dataset }> {
  await runInto(`${folder}/run`, resolved(MOONS));
  const { experiment: { config }, parts, state } = await openRun(`${folder}/run`, catalogs, []);
  const model = openModel(parts, config, { weights: weightsOf(state!, config), examples: noExamples });
  return { model, dataset: parts.dataset };
}

/** The exact log-densities of points. */
async function logDensities(model: OpenModel, x: Float64Array, tolerance: number) {
  const values: number[] = [];
  const x0: number[] = [];
  for (let first = 0; first < x.length / 2; first += model.batchSize) {
    const part = x.subarray(2 * first, 2 * (first + model.batchSize));
    const options = { samples: part.length / 2, divergence: "exact", solver: solverWith(tolerance) } as const;
    const found = await model.logLikelihood(part, options);
    assertEquals(found.unfinished, []);
    values.push(...found.values);
    x0.push(...found.x0);
  }
  return { values, x0: Float64Array.from(x0) };
}

/** The integral of the density over a rectangle around the moons by the trapezoidal rule. */
async function integralOf(model: OpenModel, spacing: number): Promise<number> {
  const [width, height] = [Math.round(9 / spacing), Math.round(8 / spacing)];
  const grid = Float64Array.from({ length: 2 * (width + 1) * (height + 1) }, (_, e) => {
    const node = Math.floor(e / 2);
    return e % 2 === 0
      ? -4.5 + spacing * (node % (width + 1))
      : -4 + spacing * Math.floor(node / (width + 1));
  });
  const { values } = await logDensities(model, grid, 1e-5);
  return values.reduce((sum, value) => sum + Math.exp(value), 0) * spacing ** 2;
}

/** `log N(x0; 0, I) − log|det ∂x1/∂x0|` by central differences of the flow from `t = 0` to 1. */
async function byDeterminant(model: OpenModel, x0: Float64Array): Promise<number[]> {
  const step = 0.01;
  const count = x0.length / 2;
  const moved = async (coordinate: number, by: number) => {
    const start = x0.map((entry, e) => e % 2 === coordinate ? entry + by * step : entry);
    return (await model.follow(start, { samples: count, solver: solverWith(1e-7) })).x;
  };
  const columns: Float64Array[] = [];
  for (const coordinate of [0, 1]) {
    const [far, near] = [await moved(coordinate, 2), await moved(coordinate, 1)];
    const [before, farBefore] = [await moved(coordinate, -1), await moved(coordinate, -2)];
    columns.push(
      near.map((_, e) => (8 * (near[e]! - before[e]!) - (far[e]! - farBefore[e]!)) / (12 * step)),
    );
  }
  return Array.from({ length: count }, (_, i) => {
    const [a, b, c, d] = [
      columns[0]![2 * i]!,
      columns[0]![2 * i + 1]!,
      columns[1]![2 * i]!,
      columns[1]![2 * i + 1]!,
    ];
    const squares = x0[2 * i]! ** 2 + x0[2 * i + 1]! ** 2;
    return -squares / 2 - Math.log(2 * Math.PI) - Math.log(Math.abs(a * d - b * c));
  });
}

/** Data that were not trained on. */
async function testPoints(dataset: Dataset, count: number): Promise<Float32Array> {
  const examples = await dataset.load({ seed: 0, split: "test", cache: "", logger: silent });
  const x = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) examples.read(i, x.subarray(2 * i, 2 * i + 2));
  return x;
}

testRuns(
  "a network trained on two moons has a density, right by quadrature and by determinants",
  async (folder) => {
    const { model, dataset } = await trained(folder);
    // A third of the density's own widths, at which the rule's error is far below 1e-3; so are the solver's and rounding.
    assertClose(await integralOf(model, 0.2), 1, 1e-3);

    const count = 200;
    const data = await testPoints(dataset, count);
    const { values, x0 } = await logDensities(model, Float64Array.from(data), 1e-5);
    const others = await byDeterminant(model, x0);
    // Ends are rounded to 1e-6 or so, their differences over a step of 0.01 therefore to 1e-4.
    values.forEach((value, i) => assertClose(value, others[i]!, 1e-3));

    const context = fakeContext({
      shape: [2],
      field: gaussianField(linear.create({})),
      source: new Float32Array(),
      reference: data,
    });
    const metric = logLikelihood.create(logLikelihood.options.parse({ count }));
    const { value, details } = await metric.evaluate({ ...context, model });
    assertClose(value!, others.reduce((sum, other) => sum + other / count, 0), 1e-3);
    assertEquals(details!["converged"], 1);
    // A Gaussian with the moons' variances, 1.40 and 0.51, has −½·ln(4π²e²·1.40·0.51) = −2.67 only.
    assertTrue(value! > -2.5, `${value}`);
    await model.dispose();
  },
);

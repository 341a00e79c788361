import { catalogs } from "../../lib/catalogs.ts";
import { resolveExperiment } from "../../lib/config/resolve.ts";
import { Failure } from "../../lib/failure.ts";
import { silent } from "../../lib/logger.ts";
import { excessOverFloor } from "../../lib/metrics/excess_over_floor.ts";
import { lossByTime } from "../../lib/metrics/loss_by_time.ts";
import type { MetricContext, MetricResult } from "../../lib/metrics/metric.ts";
import { openModel } from "../../lib/model.ts";
import { createParts } from "../../lib/parts.ts";
import { linear } from "../../lib/paths/linear.ts";
import { regressionErrors } from "../../lib/training/regression_errors.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { noExamples } from "../sampling/likelihoods.ts";
import { fakeContext } from "./fake_context.ts";

/**
 * A context whose errors are those of an oracle for Gaussian data in two dimensions, with some lines of a file, which
 * is off by a constant.
 */
async function oracleContext(lines: string, bias = 0): Promise<MetricContext> {
  const { config, ...others } = resolveExperiment(
    `dataset: { name: gaussian, dimensions: 2, spread: 0.5 }\ntraining: { steps: 0, batchSize: 512 }\n${lines}`,
    { file: "loss.yaml", catalogs },
  );
  const parts = createParts({ config, ...others });
  const load = { seed: 0, split: "test", cache: "", logger: silent } as const;
  const examples = await parts.dataset.load(load);
  const model = openModel(parts, config, { weights: new Float32Array(), examples });
  const asked = {
    ...parts,
    seed: 0,
    drawSource: await parts.source.load(load),
    batchSize: config.training.batchSize,
    most: 1000,
    async answer(x: Float64Array, t: Float64Array) {
      const answers = await model.answersFor({ samples: t.length })(x, t);
      return answers.map((answer) => answer.map((entry) => entry + bias));
    },
  };
  return {
    ...fakeContext({
      shape: [2],
      field: gaussianField(linear.create({})),
      source: new Float32Array(),
      reference: new Float32Array(),
    }),
    regressionErrors: async (options) => await regressionErrors(asked, examples, options),
  };
}

/** The loss by time of an oracle. */
async function measure(lines: string, given: Record<string, unknown> = {}): Promise<MetricResult> {
  return await lossByTime.create(lossByTime.options.parse({ bins: 10, count: 4000, ...given }))
    .evaluate(await oracleContext(lines));
}

/** Fails unless all of some deviations in standard errors are such as chance makes them. */
function assertByChance(deviations: readonly number[]): void {
  const squares = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
  // χ² of so many degrees of freedom, five of its standard deviations from its mean.
  assertClose(squares, deviations.length, 5 * Math.sqrt(2 * deviations.length), `${deviations}`);
}

Deno.test("the oracle's loss is the least possible at every time, D²S²/V in closed form", async () => {
  const { rows, value, details } = await measure("architecture: gaussianOracle");
  assertEquals(rows!.map(({ t }) => t), [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95]);
  const floors = rows!.map(({ t }) => 0.25 / (0.25 * (t as number) ** 2 + (1 - (t as number)) ** 2));
  // The time is rounded to float32.
  assertAllClose(rows!.map(({ squaredFloor }) => squaredFloor as number), floors, 1e-6);
  assertByChance(
    rows!.map((row, k) => ((row["squaredError"] as number) - floors[k]!) / (row["standardError"] as number)),
  );
  // The error of a coordinate is the floor times χ² of one degree of freedom, a pair's the mean of two of them.
  rows!.forEach((row, k) =>
    assertClose(row["standardError"] as number / (floors[k]! / Math.sqrt(4000)), 1, 0.1)
  );
  assertClose(value!, details!["squaredFloor"]!, 4 * details!["standardError"]!);
  // The mean of the floor over all times is πS/2; ten midpoints have it to a thousandth.
  assertClose(details!["squaredFloor"]!, Math.PI / 4, 2e-3);
});

const targets: readonly [title: string, lines: string][] = [
  ["the data", "target: data\narchitecture: gaussianOracle"],
  [
    "the noise, on another path",
    "target: { name: noise, smallestTime: 0.1 }\npath: cosine\narchitecture: gaussianOracle",
  ],
  ["velocity and score", "target: velocityAndScore\ngamma: brownianBridge\narchitecture: gaussianOracle"],
  [
    "the pairs of a bridge",
    "target: velocityAndScore\ngamma: { name: brownianBridge, scale: 1 }\n" +
    "coupling: { name: schrodingerBridge, sigma: 1 }\narchitecture: schrodingerBridgeOracle",
  ],
];
for (const [title, lines] of targets) {
  Deno.test(`the loss is the least possible in the terms of the target and of the velocity, for ${title}`, async () => {
    const { rows, chart } = await measure(lines, { count: 2048 });
    for (
      const [error, floor, deviation] of [
        ["squaredError", "squaredFloor", "standardError"],
        ["velocityError", "velocityFloor", "velocityStandardError"],
      ] as const
    ) {
      // Pairs of a minibatch's plan are not those of the bridge itself, nor independent of each other: ten errors.
      const isBridge = lines.includes("schrodingerBridge");
      const off = rows!.map((row) =>
        ((row[error] as number) - (row[floor] as number)) / (row[deviation] as number)
      );
      if (isBridge) assertTrue(off.every((one) => Math.abs(one) < 10), `${off}`);
      else assertByChance(off);
    }
    assertEquals(chart!.series.map(({ name }) => name), [
      "squared error",
      "velocity error",
      "least squared error",
      "least velocity error",
    ]);
  });
}

Deno.test("where the target is the velocity there is one curve of it, and one of the least", async () => {
  const { chart, rows, protocol } = await measure("architecture: gaussianOracle", { count: 100 });
  assertEquals(chart!.series.map(({ name }) => name), ["squared error", "least squared error"]);
  assertEquals(
    chart!.series.map(({ points }) => points),
    ["squaredError", "squaredFloor"].map((key) => rows!.map((row) => [row["t"], row[key]])),
  );
  assertEquals([chart!.log, chart!.logY], [false, false]);
  assertEquals(protocol, {
    samples: 100,
    bins: 10,
    split: "test",
    source: "gaussian",
    coupling: "independent",
    path: "linear",
    gamma: "none",
    target: "velocity",
  });
});

Deno.test("where the least is not known there is no curve of it, and no excess over it", async () => {
  const lines = "loss: pseudoHuber\narchitecture: gaussianOracle";
  const { chart, details } = await measure(lines, { count: 10 });
  assertEquals(chart!.series.length, 1);
  assertTrue(!("squaredFloor" in details!));
  const metric = excessOverFloor.create({ count: 10 });
  const context = await oracleContext(lines);
  const error = await assertFails(
    () => metric.evaluate(context),
    "The least possible loss is not known: expected",
  );
  assertTrue(error instanceof Failure && error.exitCode === 2);
});

Deno.test("losses that differ by more than a factor of twenty are drawn on a logarithmic axis", async () => {
  const { chart } = await measure(
    "target: noise\npath: cosine\narchitecture: gaussianOracle\n".replace(
      "noise",
      "{ name: noise, smallestTime: 0.001 }",
    ),
    { count: 200 },
  );
  assertEquals([chart!.log, chart!.logY], [false, true]);
});

Deno.test("the excess of an oracle is 0 by chance, with any weights and times", async () => {
  for (
    const lines of [
      "architecture: gaussianOracle",
      "timeSampler: logitNormal\narchitecture: gaussianOracle",
      "timeSampler: uShaped\nweighting: { name: uniform, importance: true }\narchitecture: gaussianOracle",
      "target: data\nweighting: { name: minSnr }\narchitecture: gaussianOracle",
    ]
  ) {
    const context = await oracleContext(lines);
    const { value, details, protocol } = await excessOverFloor.create({ count: 4096 }).evaluate(context);
    assertClose(value!, 0, 4 * details!["standardError"]!, lines);
    assertClose(value!, details!["meanLoss"]! - details!["meanFloor"]!, 1e-12);
    assertTrue(details!["standardError"]! < 0.05 * details!["meanFloor"]!, lines);
    assertEquals(protocol["samples"], 4096);
  }
});

Deno.test("a model that is off by a constant has its square as the excess", async () => {
  const context = await oracleContext("architecture: gaussianOracle", 0.6);
  const { value, details } = await excessOverFloor.create({ count: 4096 }).evaluate(context);
  assertTrue(details!["standardError"]! < 0.03);
  assertClose(value!, 0.36, 4 * details!["standardError"]!);
  const { rows } = await lossByTime.create({ bins: 3, count: 4096 }).evaluate(context);
  for (const row of rows!) {
    const excess = (row["squaredError"] as number) - (row["squaredFloor"] as number);
    assertClose(excess, 0.36, 4 * (row["standardError"] as number));
  }
});

Deno.test("a network is asked with the pairs' classes, and without guidance", async () => {
  const answered = async (labels: number[], scale: number) => {
    const { config, ...others } = resolveExperiment(
      `dataset: moons\nengine: eager\nconditioning: { class: true }\nsampling: { guidance: { scale: ${scale} } }\n` +
        "architecture: { name: mlp, width: 8, hiddenLayers: 1 }",
      { file: "classes.yaml", catalogs },
    );
    const parts = createParts({ config, ...others });
    const weights = normals32(8 * 5 + 8 + 2 * 8 + 2, "weights");
    const model = openModel(parts, config, { weights, examples: noExamples });
    const call = model.answersFor({ samples: 2, labels: Int32Array.from(labels) });
    const [answer] = await call(Float64Array.of(0.1, 0.2, 0.1, 0.2), Float64Array.of(0.5, 0.5));
    await model.dispose();
    return [...answer!];
  };
  const [a, b, c, d] = await answered([0, 1], 1) as [number, number, number, number];
  assertTrue(a !== c && b !== d);
  assertEquals(await answered([1, 0], 1), [c, d, a, b]);
  assertEquals(await answered([0, 1], 3), [a, b, c, d]);
});

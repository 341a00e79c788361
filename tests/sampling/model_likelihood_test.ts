import { mlp } from "../../lib/architectures/mlp.ts";
import { plainUnet } from "../../lib/architectures/plain_unet.ts";
import { catalogs } from "../../lib/catalogs.ts";
import { ConfigError } from "../../lib/config/config_error.ts";
import { resolveExperiment } from "../../lib/config/resolve.ts";
import type { Engine } from "../../lib/engines/engine.ts";
import { engines } from "../../lib/engines/mod.ts";
import { Failure } from "../../lib/failure.ts";
import type { DivergenceOptions } from "../../lib/metrics/metric.ts";
import { openModel } from "../../lib/model.ts";
import { createParts } from "../../lib/parts.ts";
import { differentiableField } from "../../lib/sampling/differentiable_field.ts";
import type { TrainedNetwork } from "../../lib/sampling/network_field.ts";
import { openSlopes } from "../../lib/sampling/network_slopes.ts";
import { dopri5 } from "../../lib/solvers/dopri5.ts";
import { parameterCount } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import type { Shape } from "../../lib/tensor/types.ts";
import { assertAllClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { normals, normals32 } from "../support/draws.ts";
import { allowed } from "../support/permissions.ts";
import { likelihoods, mixtureLogDensity, noExamples, straight } from "./likelihoods.ts";

/** A network with weights that mean nothing. */
function trained(shape: Shape): TrainedNetwork {
  const network = shape.length === 1
    ? mlp.create({ width: 16, hiddenLayers: 1, activation: "tanh" }).build({ shape })
    : plainUnet.create({ channels: 4 }).build({ shape });
  const weights = normals32(parameterCount(network.parameters), "weights").map((weight) =>
    (shape.length === 1 ? 1 : 0.3) * weight
  );
  return { network, weights, shape, heads: 1 };
}

const SAMPLES = 5;

/** The log-likelihoods of some samples of a network, computed so many at a time. */
async function inBatches(
  engine: Engine,
  subject: TrainedNetwork,
  batchSize: number,
  options: DivergenceOptions,
) {
  const { call, dispose } = openSlopes(engine, subject, batchSize);
  const field = differentiableField((x, t, probe) => call(x, t, probe), straight);
  const size = sizeOf(subject.shape);
  const x1 = normals(SAMPLES * size, "x1");
  const estimates: number[] = [];
  const evaluations: number[] = [];
  const tolerance = subject.shape.length === 1 ? 1e-4 : 1e-3;
  const solver = dopri5.create({
    relativeTolerance: tolerance,
    absoluteTolerance: tolerance,
    maxSteps: 1000,
  });
  for (let first = 0; first < SAMPLES; first += batchSize) {
    const samples = Math.min(batchSize, SAMPLES - first);
    const rows = x1.subarray(first * size, (first + samples) * size);
    const found = await likelihoods(field, rows, samples, { ...options, first, solver });
    estimates.push(...found.estimates);
    evaluations.push(...found.evaluations);
  }
  await dispose();
  return { estimates, evaluations };
}

for (const [name, engine] of created(engines)) {
  Deno.test({
    name: `on the ${name} engine log-likelihoods have the same bits in batches of any size`,
    ignore: name !== "eager" && !allowed("read", "env", "ffi", "sys"),
    async fn() {
      for (
        const [shape, options] of [
          [[2], { divergence: "exact" }],
          [[2], { divergence: "hutchinson", probes: 3 }],
          // Plain JavaScript takes too long for images.
          ...name === "eager" ? [] : [[[4, 4, 1], { divergence: "hutchinson", probes: 2 }] as const],
        ] as const
      ) {
        // The last of three batches is half full.
        const all = await inBatches(engine, trained(shape), SAMPLES, options);
        assertTrue(new Set(all.evaluations).size > 1, "all samples take the same steps");
        assertEquals(await inBatches(engine, trained(shape), 2, options), all);
      }
    },
  });
}

/** An experiment on Gaussian data, with some lines of its own. */
function experiment(lines: string) {
  const text = `
dataset: { name: gaussian, dimensions: 2 }
training: { steps: 0 }
${lines}`;
  return resolveExperiment(text, { file: "likelihood.yaml", catalogs });
}

const refused: readonly [title: string, lines: string, reason: RegExp][] = [
  [
    "a source whose density is not known",
    "source: moons\narchitecture: mlp",
    /source moons is not known: expected source gaussian/,
  ],
  [
    "a velocity without a limit at the data",
    "target: data\narchitecture: gaussianOracle",
    /target data on path linear has no limit at t = 1.*expected target velocity, or bounded times: target: \{ name: data, largestTime: 0\.999 \}/,
  ],
  [
    "another path to sample on whose velocity has none",
    "sampling: { path: ddpm }\narchitecture: gaussianOracle",
    /path ddpm has no limit at t = 1 for target velocity.*expected another sampling\.path/,
  ],
  [
    "data that are single points",
    "architecture: empiricalOracle",
    /empiricalOracle are single points, which have no density: expected data with some spread/,
  ],
];
for (const [title, lines, reason] of refused) {
  Deno.test(`a log-likelihood is refused for ${title}, by check too`, async () => {
    const { config, ...others } = experiment(lines);
    const parts = createParts({ config, ...others });
    const model = openModel(parts, config, { weights: new Float32Array(), examples: noExamples });
    const options = { samples: 1, divergence: "exact" } as const;
    const error = await assertFails(() => model.logLikelihood(Float64Array.of(0, 0), options), reason);
    assertTrue(error instanceof Failure && error.exitCode === 2);
    await model.dispose();
    const checked = await assertFails(
      () => createParts(experiment(`${lines}\nevaluation: [straightness, logLikelihood]`)),
      reason,
    );
    assertTrue(checked instanceof ConfigError && checked.problems[0]!.path === "evaluation[1]");
  });
}

Deno.test("an opened model has the density of its data, also along the experiment's own solver and grid", async () => {
  const { config, ...others } = experiment(
    "architecture: gaussianOracle\nsampling: { solver: { name: rk4, steps: 40 }, timeGrid: quadratic }",
  );
  const parts = createParts({ config, ...others });
  const model = openModel(parts, config, { weights: new Float32Array(), examples: noExamples });
  const x1 = Float32Array.of(0.5, 1.5, 2, 1);
  const expected = [0, 2].map((i) =>
    mixtureLogDensity(parts.dataset.law!, Float64Array.from(x1.subarray(i, i + 2)))
  );
  const own = await model.logLikelihood(x1, { samples: 2, divergence: "exact" });
  assertEquals([...own.evaluations], [160, 160]);
  // The fourth power of the largest step, a twentieth.
  assertAllClose(own.values, expected, 1e-5);
  const solver = { name: "dopri5", relativeTolerance: 1e-8, absoluteTolerance: 1e-8 };
  const found = await model.logLikelihood(x1, { samples: 2, divergence: "exact", solver });
  assertAllClose(found.values, expected, 1e-6);
  await model.dispose();
});

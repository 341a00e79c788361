import { catalogs } from "../../lib/catalogs.ts";
import { readMetrics } from "../../lib/artifacts/metrics_file.ts";
import { checkExperiment } from "../../lib/check.ts";
import { decodeSafetensors } from "../../lib/checkpoints/safetensors.ts";
import { silent } from "../../lib/logger.ts";
import { sampleRun } from "../../lib/resume.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { resolved, runInto, testRuns } from "./runs.ts";

const ORACLE = `
name: small_oracle
dataset: { name: gaussian, dimensions: 3, mean: 2, spread: 0.25 }
path: cosine
architecture: gaussianOracle
training: { steps: 0 }
sampling: { solver: { name: rk4, steps: 50 }, count: 50 }
evaluation:
  - { name: nfeCurve, metric: endpointError, count: 8, solvers: [euler, { name: dopri5 }, ddpmAncestral], steps: [2, 8] }
`;

async function samplesIn(folder: string): Promise<Float32Array> {
  const file = await Deno.readFile(`${folder}/samples.safetensors`);
  return decodeSafetensors(file).tensors.get("samples")!.data as Float32Array;
}

testRuns(
  "an oracle is run without training, and its samples are where the exact flow leads",
  async (folder) => {
    const run = `${folder}/run`;
    await runInto(run, resolved(ORACLE));
    const drawn = await samplesIn(`${run}/samples`);
    // Sampled anew with a straight path and another solver, the same noise arrives at the same points.
    const overrides = ["sampling.path=linear", "sampling.solver=dopri8"];
    await sampleRun(run, catalogs, { logger: silent, overrides, output: `${folder}/more` });
    // The error of fifty steps of order 4 on this path; the other's tolerance is finer.
    assertAllClose(await samplesIn(`${folder}/more`), drawn, 2e-5);
    const files = [...Deno.readDirSync(run)].map(({ name }) => name);
    assertTrue(!files.includes("model.onnx"), "an oracle is not a network");
    const lines = await readMetrics(`${run}/metrics.jsonl`);
    const euler = lines.filter(({ solver, value }) => solver === "euler" && value !== undefined);
    assertEquals(euler.map(({ calls }) => calls), [2, 8]);
    assertTrue((await Deno.readTextFile(`${run}/plots/nfeCurve.svg`)).includes("ddpmAncestral"));
  },
);

testRuns(
  "a training run on Gaussian data approaches the least possible loss, and does not go below it",
  async (folder) => {
    const text = `
dataset: { name: gaussian, dimensions: 1, mean: 1, spread: 0.5 }
architecture: { name: mlp, width: 32, hiddenLayers: 2, activation: silu }
optimizer: { name: adam, learningRate: 2e-3 }
training: { steps: 1500, batchSize: 512 }
sampling: { count: 4 }
evaluation: [{ name: excessOverFloor, count: 16384 }]
`;
    await runInto(`${folder}/run`, resolved(text));
    const lines = await readMetrics(`${folder}/run/metrics.jsonl`);
    const { value, meanFloor: floor, meanLoss: loss, standardError } = lines.find(({ metric }) =>
      metric === "excessOverFloor"
    ) as Record<
      string,
      number
    >;
    // The floor is πS/2 on average over uniform times, with the standard error 0.352/√16384 = 0.0028.
    assertClose(floor!, Math.PI / 4, 4 * 0.0028);
    assertClose(value!, loss! - floor!, 1e-12);
    // A pair's error is its floor times χ², whose variance is 2E[floor²] = 1.48; a trained net is within 0.02 above.
    assertClose(standardError!, Math.sqrt(1.48 / 16384), 1e-3);
    assertTrue(value! > -4 * standardError! && value! < 0.02 + 4 * standardError!, `the excess is ${value}`);
  },
);

testRuns("samples that run out of steps are named in a warning and in their file", async (folder) => {
  const warnings: string[] = [];
  const text = ORACLE.replace("{ name: rk4, steps: 50 }", "{ name: dopri5, maxSteps: 2 }").replace(
    /evaluation:[^]*/,
    "",
  );
  await runInto(`${folder}/run`, resolved(text), {
    logger: { ...silent, warn: (line) => warnings.push(line) },
  });
  assertEquals(warnings.map((line) => line.slice(0, 34)), ["50 of 50 samples ran out of steps "]);
  const { metadata } = decodeSafetensors(await Deno.readFile(`${folder}/run/samples/samples.safetensors`));
  assertEquals(metadata["unfinished"]!.split(" ").map(Number), Array.from({ length: 50 }, (_, i) => i));
});

testRuns("an oracle that is to be trained is refused at the line that says so", async () => {
  const trained = resolved(ORACLE.replace("steps: 0", "steps: 10"));
  await assertFails(() => checkExperiment(trained), "expected training: { steps: 0 }");
  const silent = resolved(ORACLE.replace("training: { steps: 0 }", ""));
  await assertFails(() => checkExperiment(silent), "expected training: { steps: 0 }");
});

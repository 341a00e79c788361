import { readMetrics } from "../../lib/artifacts/metrics_file.ts";
import { catalogs } from "../../lib/catalogs.ts";
import { silent } from "../../lib/logger.ts";
import { sampleRun } from "../../lib/resume.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { BRIDGE, DIGITS, fingerprints, MOONS, resolved, runInto, testRuns } from "./runs.ts";

const POINT_FILES = [
  "checkpoints/step-000010.safetensors",
  "checkpoints/step-000020.safetensors",
  "checkpoints/step-000030.safetensors",
  "checkpoints/step-000040.safetensors",
  "checkpoints/step-000050.safetensors",
  "config.resolved.yaml",
  "config.yaml",
  "metrics.jsonl",
  "model.onnx",
  "plots/loss.svg",
  "plots/samples.svg",
  "plots/trajectories.svg",
  "samples/samples.png",
  "samples/samples.safetensors",
  "samples/trajectory.webp",
  "status.json",
];

const IMAGE_FILES = [
  "checkpoints/step-000002.safetensors",
  "config.resolved.yaml",
  "config.yaml",
  "metrics.jsonl",
  "model.onnx",
  "plots/loss.svg",
  "samples/samples.png",
  "samples/samples.safetensors",
  "samples/trajectory.webp",
  "status.json",
];

testRuns(
  "two runs of one experiment on points write the same bytes, and another seed writes others",
  async (folder) => {
    await runInto(`${folder}/a`, resolved(MOONS));
    await runInto(`${folder}/b`, resolved(MOONS));
    const once = await fingerprints(`${folder}/a`);
    assertEquals(Object.keys(once), POINT_FILES);
    assertEquals(await fingerprints(`${folder}/b`), once);

    await runInto(`${folder}/c`, resolved(MOONS, ["seed=4"]));
    const other = await fingerprints(`${folder}/c`);
    const same = Object.keys(once).filter((name) => other[name] === once[name]);
    // The text of the experiment is the same: the seed was an argument.
    assertEquals(same, ["config.yaml", "status.json"]);
  },
);

testRuns(
  "two runs of an experiment that draws all kinds of noise write the same bytes, measurements included",
  async (folder) => {
    await runInto(`${folder}/a`, resolved(BRIDGE));
    await runInto(`${folder}/b`, resolved(BRIDGE));
    const once = await fingerprints(`${folder}/a`);
    assertEquals(await fingerprints(`${folder}/b`), once);
    const lines = await readMetrics(`${folder}/a/metrics.jsonl`);
    const measured = lines.flatMap(({ metric }) => metric === undefined ? [] : [metric]);
    assertEquals(measured, ["endpointCovariance", "wasserstein2"]);
  },
);

testRuns("two runs of one experiment on images write the same bytes", async (folder) => {
  await runInto(`${folder}/a`, resolved(DIGITS));
  await runInto(`${folder}/b`, resolved(DIGITS));
  const once = await fingerprints(`${folder}/a`);
  assertEquals(Object.keys(once), IMAGE_FILES);
  assertEquals(await fingerprints(`${folder}/b`), once);
}, ["net"]);

for (
  const { title, text, needs } of [
    { title: "a perceptron's points", text: MOONS, needs: [] },
    { title: "points of an SDE", text: BRIDGE, needs: [] },
    { title: "points of an adaptive solver", text: MOONS.replace("heun, steps: 6", "dopri5"), needs: [] },
    { title: "a convolutional network's images", text: DIGITS, needs: ["net"] as const },
  ]
) {
  testRuns(`${title} are the same bytes in batches of any size, drawn again from the run`, async (folder) => {
    await runInto(`${folder}/run`, resolved(text));
    const expected = await Deno.readFile(`${folder}/run/samples/samples.safetensors`);
    assertTrue(expected.length > 0);
    for (const batchSize of [1, 7, 64, 1000]) {
      const output = `${folder}/${batchSize}`;
      const overrides = [`sampling.batchSize=${batchSize}`];
      await sampleRun(`${folder}/run`, catalogs, { logger: silent, overrides, output });
      const drawn = await Deno.readFile(`${output}/samples.safetensors`);
      assertTrue(drawn.every((byte, i) => byte === expected[i]), `batches of ${batchSize}`);
      assertEquals(drawn.length, expected.length);
    }
  }, needs);
}

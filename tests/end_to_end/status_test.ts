import { readStatus } from "../../lib/artifacts/status.ts";
import { readMetrics } from "../../lib/artifacts/metrics_file.ts";
import { type Catalogs, catalogs } from "../../lib/catalogs.ts";
import { type Component, noOptions } from "../../lib/component.ts";
import type { Dataset } from "../../lib/datasets/dataset.ts";
import type { Failure } from "../../lib/failure.ts";
import { resumeExperiment } from "../../lib/resume.ts";
import { assertEquals, assertFails } from "../support/assert.ts";
import { interruptedRun, MOONS, resolved, runInto, stopWhen, testRuns } from "./runs.ts";

const QUICK = ["engine=eager", "training.steps=6", "training.batchSize=8", "training.checkpointEverySteps=2"];

/** Examples of which one, read in the fourth step of batches of eight, is not a number. */
const spoilt: Component<Dataset> = {
  summary: "points with one that is not a number",
  options: noOptions,
  create: () => ({
    shape: [2],
    classes: [],
    load() {
      let read = 0;
      return Promise.resolve({
        size: 1000,
        fingerprint: "spoilt",
        read: (index: number, out: Float32Array) => void out.fill(++read === 30 ? NaN : Math.sin(index)),
        label: () => 0,
      });
    },
  }),
};
const withSpoilt: Catalogs = { ...catalogs, datasets: { ...catalogs.datasets, spoilt } };

testRuns("a run that is done says so, with its steps and its last checkpoint", async (folder) => {
  await runInto(`${folder}/run`, resolved(MOONS, QUICK));
  assertEquals(await readStatus(`${folder}/run`), {
    status: "done",
    step: 6,
    steps: 6,
    checkpoint: "checkpoints/step-000006.safetensors",
  });
});

testRuns("an interrupted run says after which step, and where to go on from", async (folder) => {
  const run = `${folder}/run`;
  const expected = {
    status: "interrupted",
    step: 3,
    steps: 6,
    message: "Interrupted after step 3 of 6",
    checkpoint: "checkpoints/step-000003.safetensors",
  };
  const error = await interruptedRun(run, resolved(MOONS, QUICK), ({ done }) => done === 3);
  await assertFails(() => Promise.reject(error), "Interrupted after step 3 of 6");
  assertEquals(await readStatus(run), expected);
  assertEquals((await readMetrics(`${run}/metrics.jsonl`)).map(({ step }) => step), [1, 2, 3]);

  // Interrupted again before it has done a step, it is where it was.
  const again = resumeExperiment(run, catalogs, stopWhen(() => true));
  await assertFails(() => again, "Interrupted after step 3 of 6");
  assertEquals(await readStatus(run), expected);
});

testRuns(
  "a run whose loss is not finite has failed, with the reason and its last good checkpoint",
  async (folder) => {
    const run = `${folder}/run`;
    const experiment = resolved(MOONS.replace(/dataset: .*/, "dataset: spoilt"), QUICK, withSpoilt);
    const reason = "The loss became NaN in step 4; the last good checkpoint is that of step 2";
    const error = await assertFails(() => runInto(run, experiment), reason);
    assertEquals((error as Failure).exitCode, 1);
    const { message, ...status } = await readStatus(run);
    assertEquals(message?.slice(0, reason.length), reason);
    assertEquals(status, {
      status: "failed",
      step: 2,
      steps: 6,
      checkpoint: "checkpoints/step-000002.safetensors",
    });
    assertEquals((await readMetrics(`${run}/metrics.jsonl`)).map(({ step }) => step), [1, 2, 3]);
  },
);

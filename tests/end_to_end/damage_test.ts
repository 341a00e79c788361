import { readStatus } from "../../lib/artifacts/status.ts";
import { catalogs } from "../../lib/catalogs.ts";
import { Failure } from "../../lib/failure.ts";
import { silent } from "../../lib/logger.ts";
import { resumeExperiment, sampleRun } from "../../lib/resume.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { interruptedRun, MOONS, resolved, runInto, testRuns } from "./runs.ts";

const QUICK = ["engine=eager", "training.steps=6", "training.batchSize=8", "training.checkpointEverySteps=2"];
const LAST = "checkpoints/step-000005.safetensors";

/** Makes a run that was interrupted after the fifth of its six steps. */
async function interrupted(folder: string): Promise<string> {
  const run = `${folder}/run`;
  const error = await interruptedRun(run, resolved(MOONS, QUICK), ({ done }) => done === 5);
  assertEquals(error.message, `Interrupted after step 5 of 6\nCarry it on with: deno task resume ${run}`);
  return run;
}

/** Carries a run on, and returns what it warned of. */
async function resume(run: string): Promise<string[]> {
  const warnings: string[] = [];
  await resumeExperiment(run, catalogs, { logger: { ...silent, warn: (text) => warnings.push(text) } });
  return warnings;
}

/** Fails unless carrying a run on is refused as the user's to repair. */
async function assertRefused(run: string, text: string | RegExp): Promise<void> {
  const error = await assertFails(() => resume(run), text);
  assertTrue(error instanceof Failure && error.exitCode === 2, error.message);
}

testRuns("a damaged checkpoint is refused, and the one before it is proposed", async (folder) => {
  const run = await interrupted(folder);
  const bytes = await Deno.readFile(`${run}/${LAST}`);
  for (const length of [0, 100, bytes.length - 1]) {
    await Deno.writeFile(`${run}/${LAST}`, bytes.subarray(0, length));
    await assertRefused(
      run,
      /step-000005\.safetensors: .*\nThe checkpoint is damaged: remove it to go on from step-000004\.safetensors$/,
    );
    await assertFails(() => sampleRun(run, catalogs, { logger: silent, overrides: [] }), "step-000004");
  }
  await Deno.remove(`${run}/${LAST}`);
  await resume(run);
  assertEquals((await readStatus(run)).status, "done");
});

testRuns("the only checkpoint being damaged, the run has to begin anew", async (folder) => {
  const run = await interrupted(folder);
  for (const step of [2, 4]) await Deno.remove(`${run}/checkpoints/step-00000${step}.safetensors`);
  await Deno.truncate(`${run}/${LAST}`, 8);
  await assertRefused(run, "The checkpoint is damaged: remove it to begin anew");
});

testRuns(
  "an edited network is answered with the difference, not with the tensors' shapes",
  async (folder) => {
    const run = await interrupted(folder);
    const file = `${run}/config.resolved.yaml`;
    await Deno.writeTextFile(file, (await Deno.readTextFile(file)).replace("width: 33", "width: 34"));
    await assertRefused(run, "architecture.width: 33 → 34");
  },
);

testRuns("metrics that are gone are missed, and everything else goes on", async (folder) => {
  const run = await interrupted(folder);
  await Deno.remove(`${run}/metrics.jsonl`);
  await Deno.remove(`${run}/plots`, { recursive: true });
  await Deno.remove(`${run}/samples`, { recursive: true });
  const file = `${run}/metrics.jsonl`;
  assertEquals(await resume(run), [
    `${file} has 0 of the 5 lines up to step 5; the loss curve lacks the others`,
  ]);
  assertEquals((await readStatus(run)).status, "done");
});

testRuns("metrics and environments that are not JSON are refused with the place", async (folder) => {
  const run = await interrupted(folder);
  const metrics = await Deno.readTextFile(`${run}/metrics.jsonl`);
  await Deno.writeTextFile(`${run}/metrics.jsonl`, `${metrics}nonsense\n{"step":6}\n`);
  await assertRefused(run, /metrics\.jsonl:6: expected a JSON object, found "nonsense"; mend or remove/);
  await Deno.writeTextFile(`${run}/metrics.jsonl`, metrics);
  const environment = await Deno.readTextFile(`${run}/environment.json`);
  await Deno.writeTextFile(`${run}/environment.json`, "{");
  await assertRefused(run, `Cannot read the environment of a run from "${run}/environment.json"`);
  await Deno.writeTextFile(`${run}/environment.json`, environment);
  assertEquals(await resume(run), []);
});

testRuns("a run does not go on with other data than it began with", async (folder) => {
  const run = await interrupted(folder);
  const file = `${run}/environment.json`;
  const environment = JSON.parse(await Deno.readTextFile(file));
  await Deno.writeTextFile(file, JSON.stringify({ ...environment, datasets: { moons: "0123" } }));
  await assertRefused(
    run,
    "The data set moons is not what this run was trained with: expected the fingerprint 0123",
  );
});

testRuns("a run that cannot have the memory it needs says what to lower", async (folder) => {
  const greedy = resolved(MOONS, [...QUICK, "training.batchSize=1000000000000"]);
  const error = await assertFails(() => runInto(`${folder}/run`, greedy), "not enough memory");
  assertTrue(error.message.includes("lower training.batchSize"), error.message);
  assertEquals((await readStatus(`${folder}/run`)).status, "failed");
});

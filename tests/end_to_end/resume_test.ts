import { catalogs } from "../../lib/catalogs.ts";
import { silent } from "../../lib/logger.ts";
import { Stream } from "../../lib/random/stream.ts";
import { resumeExperiment } from "../../lib/resume.ts";
import { assertEquals, assertFails } from "../support/assert.ts";
import {
  BRIDGE,
  fingerprints,
  interruptedRun,
  MOONS,
  resolved,
  runInto,
  stopWhen,
  testRuns,
} from "./runs.ts";

const STEPS = 50;
const experiment = resolved(MOONS);
const resume = (folder: string) => resumeExperiment(folder, catalogs, { logger: silent });
const after = (step: number) => ({ stage, done }: { stage: string; done: number }) =>
  stage === "training" && done === step;
const checkpoint = (step: number) => `checkpoints/step-${String(step).padStart(6, "0")}.safetensors`;

/** A step somewhere in the middle that no checkpoint is due after; another one for every purpose. */
function somewhere(purpose: string): number {
  const draws = new Stream({ seed: 2026, purpose });
  let step = 0;
  while (step % 10 === 0) step = 11 + draws.integer(STEPS - 11);
  return step;
}

/** The run's files that an uninterrupted run has not. */
async function differences(folder: string, whole: Record<string, string>): Promise<string[]> {
  const found = await fingerprints(folder);
  assertEquals(Object.keys(whole).filter((name) => !(name in found)), [], "files are missing");
  return Object.keys(found).filter((name) => found[name] !== whole[name]);
}

/** The fingerprints of a run of an experiment that nothing interrupts. */
async function wholeRun(folder: string, whole = experiment): Promise<Record<string, string>> {
  await runInto(`${folder}/whole`, whole);
  return await fingerprints(`${folder}/whole`);
}

for (const { title, text } of [{ title: "moons", text: MOONS }, { title: "a bridge", text: BRIDGE }]) {
  testRuns(
    `a run on ${title} that was interrupted twice, at any step, ends with the bytes of one that was not`,
    async (folder) => {
      const subject = resolved(text);
      const whole = await wholeRun(folder, subject);
      const [first, second] = [somewhere("first"), somewhere("second")].sort((a, b) => a - b) as [
        number,
        number,
      ];
      const run = `${folder}/run`;
      await interruptedRun(run, subject, after(first));
      const again = resumeExperiment(run, catalogs, stopWhen(after(second)));
      await assertFails(() => again, `Interrupted after step ${second} of ${STEPS}`);
      await resume(run);
      // The interruptions left checkpoints of their own, and nothing else.
      assertEquals(await differences(run, whole), [...new Set([checkpoint(first), checkpoint(second)])]);
    },
  );
}

testRuns("a run that was interrupted while it drew samples ends with the same bytes", async (folder) => {
  const whole = await wholeRun(folder);
  const run = `${folder}/run`;
  await interruptedRun(run, experiment, ({ stage, done }) => stage === "sampling" && done > 30);
  await resume(run);
  assertEquals(await differences(run, whole), []);
});

for (
  const { title, gone } of [
    { title: "since its last checkpoint", gone: (step: number, stop: number) => step > stop - stop % 10 },
    { title: "before its first checkpoint", gone: () => true },
  ]
) {
  testRuns(
    `a run that was killed ${title} does its steps again, and ends with the same bytes`,
    async (folder) => {
      const whole = await wholeRun(folder);
      const run = `${folder}/run`;
      const stop = somewhere(title);
      await interruptedRun(run, experiment, after(stop));
      // As a power cut leaves it: no checkpoint of this step, half a line, half a file, and no last word.
      for (const step of [10, 20, 30, 40, stop]) {
        if (step <= stop && gone(step, stop)) await Deno.remove(`${run}/${checkpoint(step)}`);
      }
      await Deno.writeTextFile(`${run}/metrics.jsonl`, `{"step":${stop + 1},"lo`, { append: true });
      await Deno.writeTextFile(`${run}/${checkpoint(stop)}.0.tmp`, "half");
      await Deno.writeTextFile(
        `${run}/status.json`,
        JSON.stringify({ status: "running", step: 10, steps: STEPS }),
      );
      await resume(run);
      assertEquals(await differences(run, whole), [`${checkpoint(stop)}.0.tmp`]);
    },
  );
}

testRuns("a run whose config was edited is not carried on, and the difference is shown", async (folder) => {
  const run = `${folder}/run`;
  await interruptedRun(run, experiment, after(12));
  const file = `${run}/config.resolved.yaml`;
  const text = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, text.replace("learningRate: 0.002", "learningRate: 0.004"));
  const before = await fingerprints(run);
  const error = await assertFails(() => resume(run), "is not what this run was trained with");
  await assertFails(() => Promise.reject(error), "optimizer.learningRate: 0.002 → 0.004");
  assertEquals(await fingerprints(run), before, "nothing was written");
  await Deno.writeTextFile(file, text);
  await resume(run);
});

testRuns("a run that is done is not carried on, and a folder that is no run neither", async (folder) => {
  const run = `${folder}/run`;
  await runInto(run, experiment);
  const before = await fingerprints(run);
  await assertFails(() => resume(run), `is done; deno task sample draws more samples from it`);
  assertEquals(await fingerprints(run), before, "nothing was written");
  await assertFails(() => resume(folder), "is not a run folder");
});

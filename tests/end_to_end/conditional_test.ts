import { catalogs } from "../../lib/catalogs.ts";
import { decodeSafetensors } from "../../lib/checkpoints/safetensors.ts";
import { silent } from "../../lib/logger.ts";
import { resumeExperiment } from "../../lib/resume.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { fingerprints, interruptedRun, resolved, runInto, testRuns } from "./runs.ts";

/** Two moons, each drawn by its name: labels that are dropped, transport within classes, guidance in an interval. */
const NAMED_MOONS = `
name: named_moons
seed: 5
dataset: { name: moons, size: 2000 }
coupling: minibatchOt
architecture: { name: mlp, width: 32, hiddenLayers: 3, activation: silu }
conditioning: { class: true, dropProbability: 0.2 }
optimizer: { name: adam, learningRate: 3e-3 }
training: { steps: 600, batchSize: 128, checkpointEverySteps: 300, logEverySteps: 100 }
sampling:
  solver: { name: dopri5, relativeTolerance: 1e-3, absoluteTolerance: 1e-3 }
  count: 90
  batchSize: 90
  classes: [lower, upper, upper]
  guidance: { scale: 1.5, from: 0.2, to: 0.7 }
`;

/** What a run drew, and for which class. */
async function drawnBy(run: string): Promise<{ x: Float32Array; labels: Float32Array }> {
  const { tensors } = decodeSafetensors(await Deno.readFile(`${run}/samples/samples.safetensors`));
  const [x, labels] = ["samples", "labels"].map((name) => tensors.get(name)!.data);
  return { x: x!, labels: labels! };
}

testRuns("samples of a class lie on its moon, whatever the batches, and twice the same", async (folder) => {
  await runInto(`${folder}/a`, resolved(NAMED_MOONS));
  const { x: samples, labels } = await drawnBy(`${folder}/a`);
  assertEquals([...labels.slice(0, 6)], [1, 0, 0, 1, 0, 0]);
  // The upper moon is y > −1/3 where it is not the end of a moon, the lower one y < 1/3: see the data set.
  const isRight = (i: number) => {
    const [x, y] = [samples[2 * i]! * 0.75 + 0.5, samples[2 * i + 1]! * 0.75 + 0.25];
    const toUpper = Math.abs(Math.hypot(x, y) - 1) + Math.max(0, -y);
    const toLower = Math.abs(Math.hypot(x - 1, y - 0.5) - 1) + Math.max(0, y - 0.5);
    return (toUpper < toLower) === (labels[i] === 0);
  };
  const right = [...labels.keys()].filter(isRight).length;
  // A network that ignored the class would be right for half of them.
  assertTrue(right >= 84, `${right} of 90`);

  await runInto(`${folder}/b`, resolved(NAMED_MOONS));
  assertEquals(await fingerprints(`${folder}/b`), await fingerprints(`${folder}/a`));
  await runInto(`${folder}/c`, resolved(NAMED_MOONS, ["sampling.batchSize=32"]));
  assertEquals(await drawnBy(`${folder}/c`), { x: samples, labels });
});

testRuns("a conditional run that was stopped goes on to the same bytes", async (folder) => {
  // steps that are done in one call end where something is logged
  const quick = ["training.steps=30", "training.checkpointEverySteps=10", "training.logEverySteps=17"];
  await runInto(`${folder}/whole`, resolved(NAMED_MOONS, quick));
  await interruptedRun(`${folder}/run`, resolved(NAMED_MOONS, quick), ({ done }) => done === 17);
  await resumeExperiment(`${folder}/run`, catalogs, { logger: silent });
  const [whole, run] = [await fingerprints(`${folder}/whole`), await fingerprints(`${folder}/run`)];
  delete run["checkpoints/step-000017.safetensors"];
  assertEquals(run, whole);
});

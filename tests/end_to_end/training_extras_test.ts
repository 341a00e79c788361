import { createHash } from "node:crypto";
import type { Architecture, Network } from "../../lib/architectures/architecture.ts";
import { mlp } from "../../lib/architectures/mlp.ts";
import { weightsOption } from "../../lib/architectures/weights_option.ts";
import { type MetricLine, readMetrics } from "../../lib/artifacts/metrics_file.ts";
import { type Catalogs, catalogs as ours } from "../../lib/catalogs.ts";
import type { Component } from "../../lib/component.ts";
import { decodeSafetensors } from "../../lib/checkpoints/safetensors.ts";
import { silent } from "../../lib/logger.ts";
import { resumeExperiment } from "../../lib/resume.ts";
import { z } from "zod";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { BRIDGE, fingerprints, interruptedRun, MOONS, resolved, runInto, testRuns } from "./runs.ts";

const EXTRAS = [
  "training.accumulate=4",
  "training.emaHalfLife=500",
  "training.validation.everySteps=7",
  "training.validation.examples=100",
];

/** A small perceptron whose training can begin with another one's parameters. */
const fineTuned: Component<Architecture<Network>, { weights?: string | undefined }> = {
  summary: "a perceptron",
  options: z.strictObject({ weights: weightsOption }),
  create: ({ weights }) => ({
    build: (input) => ({
      ...mlp.create(mlp.options.parse({ width: 33, hiddenLayers: 2, activation: "selu" })).build(input),
      weights,
    }),
  }),
};
const catalogs: Catalogs = { ...ours, architectures: { ...ours.architectures, fineTuned } };

/** A run of {@link MOONS} that begins with weights, whose file is relative to the experiment's folder. */
function beginningWith(weights: string, folder: string, overrides: readonly string[] = []) {
  const text = MOONS.replace(/architecture: .*/, `architecture: { name: fineTuned, weights: ${weights} }`);
  return { ...resolved(text, overrides, catalogs), folder };
}

/** The measurements among the lines of a run. */
async function validationLines(run: string): Promise<MetricLine[]> {
  return (await readMetrics(`${run}/metrics.jsonl`)).filter((line) => "validationLoss" in line);
}

async function vectorsOf(checkpoint: string, vector: string): Promise<number[]> {
  const { tensors } = decodeSafetensors(await Deno.readFile(checkpoint));
  return [...tensors].flatMap(([name, { data }]) => name.startsWith(`${vector}.`) ? [...data] : []);
}

for (const { title, text } of [{ title: "moons", text: MOONS }, { title: "a bridge", text: BRIDGE }]) {
  testRuns(
    `a run on ${title} in portions, with a half-life and validation, ends with the same bytes when interrupted`,
    async (folder) => {
      const experiment = resolved(text, EXTRAS);
      await runInto(`${folder}/whole`, experiment);
      const whole = await fingerprints(`${folder}/whole`);
      for (const stop of [14, 33]) {
        const run = `${folder}/${stop}`;
        await interruptedRun(run, experiment, ({ stage, done }) => stage === "training" && done === stop);
        // As a power cut leaves it: the steps since the last checkpoint are done again.
        if (stop === 33) await Deno.remove(`${run}/checkpoints/step-000033.safetensors`);
        await resumeExperiment(run, ours, { logger: silent });
        const { [`checkpoints/step-0000${stop}.safetensors`]: _, ...found } = await fingerprints(run);
        assertEquals(found, whole);
      }
      const steps = (await validationLines(`${folder}/whole`)).map(({ step }) => step);
      assertEquals(steps, [7, 14, 21, 28, 35, 42, 49, 50]);
      const svg = await Deno.readTextFile(`${folder}/whole/plots/loss.svg`);
      assertTrue(svg.includes("on held-out examples"));
    },
  );
}

testRuns("the loss is said to be that of the examples that are held out, and comes down", async (folder) => {
  const said: string[] = [];
  const overrides = ["training.validation.fraction=0.2", "training.epochs=6", "training.emaDecay=0.9"];
  await runInto(`${folder}/run`, resolved(MOONS, overrides), {
    logger: { ...silent, info: (line) => said.push(line) },
  });
  const losses = (await validationLines(`${folder}/run`)).map(({ validationLoss }) =>
    validationLoss as number
  );
  // Six passes over the 800 examples that are left are a hundred batches of 48: one measurement, at the end.
  assertEquals(losses.length, 1);
  const lines = (await readMetrics(`${folder}/run/metrics.jsonl`)).filter(({ loss }) => loss !== undefined);
  assertEquals(lines.length, 100);
  const [trained] = losses;
  assertTrue(said.includes(`The loss on the 200 examples that were held out is ${trained!.toPrecision(4)}`));
  assertTrue(said.some((line) => line.includes("(800 examples)")));
  const mean = (part: MetricLine[]) =>
    part.reduce((sum, { loss }) => sum + (loss as number), 0) / part.length;
  // Of means of 200 and of 960 losses with a standard deviation of about 1.2: five standard errors.
  assertClose(trained!, mean(lines.slice(-20)), 5 * 1.2 * Math.sqrt(1 / 200 + 1 / 960));
  assertTrue(trained! < mean(lines.slice(0, 5)));
});

testRuns(
  "holding examples out changes what is trained on, and measuring them more often nothing",
  async (folder) => {
    const run = async (name: string, overrides: readonly string[]) => {
      await runInto(`${folder}/${name}`, resolved(MOONS, [...overrides, "training.steps=12"]));
      return await vectorsOf(`${folder}/${name}/checkpoints/step-000012.safetensors`, "params");
    };
    const rarely = await run("rarely", ["training.validation.examples=100"]);
    const often = await run("often", [
      "training.validation.examples=100",
      "training.validation.everySteps=1",
    ]);
    assertEquals(often, rarely);
    assertTrue(`${await run("none", [])}` !== `${rarely}`);
  },
);

testRuns(
  "a run that begins with another's last checkpoint draws its samples, and notes the file",
  async (folder) => {
    await runInto(`${folder}/first`, resolved(MOONS));
    const file = `${folder}/first/checkpoints/step-000050.safetensors`;
    await runInto(
      `${folder}/second`,
      beginningWith("first/checkpoints/step-000050.safetensors", folder, ["training.steps=0"]),
    );
    const [first, second] = [await fingerprints(`${folder}/first`), await fingerprints(`${folder}/second`)];
    assertEquals(second["samples/samples.safetensors"], first["samples/samples.safetensors"]);
    const { weights } = JSON.parse(await Deno.readTextFile(`${folder}/second/environment.json`));
    const sha256 = createHash("sha256").update(await Deno.readFile(file)).digest("hex");
    assertEquals(weights, { "first/checkpoints/step-000050.safetensors": sha256 });
  },
);

testRuns("a run that began with a file of weights is carried on without it", async (folder) => {
  await runInto(`${folder}/first`, resolved(MOONS));
  const file = `${folder}/weights.safetensors`;
  await Deno.copyFile(`${folder}/first/checkpoints/step-000050.safetensors`, file);
  const experiment = beginningWith("weights.safetensors", folder, ["training.steps=15"]);
  await runInto(`${folder}/whole`, experiment);
  assertEquals(
    await vectorsOf(`${folder}/whole/checkpoints/step-000000.safetensors`, "params"),
    await vectorsOf(file, "ema"),
  );
  const run = `${folder}/run`;
  await interruptedRun(run, experiment, ({ stage, done }) => stage === "training" && done === 3);
  await Deno.remove(`${run}/checkpoints/step-000003.safetensors`);
  await Deno.remove(file);
  await resumeExperiment(run, catalogs, { logger: silent });
  assertEquals(await fingerprints(run), await fingerprints(`${folder}/whole`));
});

testRuns(
  "a run does not begin again with other weights than it began with, or without them",
  async (folder) => {
    await runInto(`${folder}/first`, resolved(MOONS));
    const file = `${folder}/weights.safetensors`;
    const checkpoint = (step: number) => `${folder}/first/checkpoints/step-0000${step}.safetensors`;
    await Deno.copyFile(checkpoint(50), file);
    const run = `${folder}/run`;
    const experiment = beginningWith("weights.safetensors", folder);
    await interruptedRun(run, experiment, ({ stage, done }) => stage === "training" && done === 3);
    for (const step of [0, 3]) await Deno.remove(`${run}/checkpoints/step-00000${step}.safetensors`);
    await Deno.copyFile(checkpoint(40), file);
    const resume = () => resumeExperiment(run, catalogs, { logger: silent });
    await assertFails(resume, "The weights in weights.safetensors are not what this run began with");
    await Deno.remove(file);
    await assertFails(resume, `Cannot read the weights in ${file}: there is no such file`);
    await assertFails(() => runInto(`${folder}/other`, experiment), "there is no such file");
  },
);

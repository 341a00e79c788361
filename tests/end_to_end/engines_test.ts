import { readMetrics } from "../../lib/artifacts/metrics_file.ts";
import { decodeSafetensors } from "../../lib/checkpoints/safetensors.ts";
import { assertAllClose, assertEquals } from "../support/assert.ts";
import { MOONS, resolved, runInto, testRuns } from "./runs.ts";

const OVERRIDES: Readonly<Record<string, readonly string[]>> = {
  "a perceptron": [],
  "a perceptron with silu": ["architecture.activation=silu", "training.batchSize=7"],
};

for (const [title, overrides] of Object.entries(OVERRIDES)) {
  testRuns(`the eager and the onnx engine train ${title} to the same weights and samples`, async (folder) => {
    const [eager, onnx] = await Promise.all(["eager", "onnx"].map(async (engine) => {
      const run = `${folder}/${engine}`;
      await runInto(run, resolved(MOONS, [...overrides, `engine=${engine}`]));
      const read = async (file: string) => decodeSafetensors(await Deno.readFile(`${run}/${file}`)).tensors;
      return {
        checkpoint: await read("checkpoints/step-000050.safetensors"),
        samples: (await read("samples/samples.safetensors")).get("samples")!.data,
        losses: (await readMetrics(`${run}/metrics.jsonl`)).map(({ loss }) => loss as number),
      };
    }));
    // Weights below 1, rounded to 2⁻²⁵ in each of fifty steps.
    const tolerance = 50 * 2 ** -25;
    assertEquals([...onnx!.checkpoint.keys()], [...eager!.checkpoint.keys()]);
    for (const [name, { data }] of eager!.checkpoint) {
      assertAllClose(onnx!.checkpoint.get(name)!.data, data, tolerance, name);
    }
    // Losses and samples add up a few dozen such numbers.
    assertAllClose(onnx!.losses, eager!.losses, 4 * tolerance, "loss");
    assertAllClose(onnx!.samples, eager!.samples, 4 * tolerance, "samples");
  });
}

import { mlp } from "../../lib/architectures/mlp.ts";
import {
  checkpointName,
  checkpointsIn,
  readCheckpoint,
  writeCheckpoint,
} from "../../lib/checkpoints/checkpoint.ts";
import { decodeSafetensors, encodeSafetensors } from "../../lib/checkpoints/safetensors.ts";
import { parameterCount } from "../../lib/tensor/parameters.ts";
import { testInFolder } from "../artifacts/files.ts";
import { assertEquals, assertFails } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";

const parametersOf = (width: number) =>
  mlp.create({ width, hiddenLayers: 1, activation: "selu" }).build({ shape: [2] }).parameters;
const parameters = parametersOf(3);
const length = parameterCount(parameters);
const vectors = {
  params: normals32(length, "params"),
  ema: normals32(length, "ema"),
  mean: Float32Array.from({ length }, (_, i) => i % 2 ? -0 : 1e-42),
};
const checkpoint = { step: 12, vectors, config: '{"name":"é"}' };
const names = ["params", "ema", "mean"];

testInFolder("a checkpoint is read back as it was written, every bit", async (folder) => {
  const path = `${folder}/a.safetensors`;
  await writeCheckpoint(path, parameters, checkpoint);
  assertEquals(await readCheckpoint(path, parameters, names), checkpoint);
});

testInFolder("a checkpoint holds every vector cut into parameters under PyTorch's names", async (folder) => {
  const path = `${folder}/a.safetensors`;
  await writeCheckpoint(path, parameters, checkpoint);
  const { tensors, metadata } = decodeSafetensors(await Deno.readFile(path));
  const shapes = { "net.0.bias": [3], "net.0.weight": [3, 3], "net.2.bias": [2], "net.2.weight": [2, 3] };
  const expected = ["ema", "mean", "params"].flatMap((vector) =>
    Object.entries(shapes).map(([name, shape]) => [`${vector}.${name}`, shape])
  );
  assertEquals([...tensors].map(([name, { shape }]) => [name, shape]), expected);
  // net.0.weight has 9 numbers and net.0.bias 3; net.2.weight is next.
  assertEquals(tensors.get("ema.net.2.weight")!.data, vectors.ema.slice(12, 18));
  assertEquals([metadata["step"], metadata["config"]], ["12", checkpoint.config]);
});

testInFolder("the checkpoint of another network is refused with the tensor that differs", async (folder) => {
  const path = `${folder}/a.safetensors`;
  await writeCheckpoint(path, parameters, checkpoint);
  await assertFails(
    () => readCheckpoint(path, parametersOf(4), names),
    "must hold a tensor params.net.0.weight of shape [4,3]: found one of shape [3,3]",
  );
  await assertFails(
    () => readCheckpoint(path, parameters, [...names, "meanSquare"]),
    "must hold a tensor meanSquare.net.0.weight of shape [3,3]: found none",
  );
});

testInFolder("a safetensors file that is no checkpoint is refused", async (folder) => {
  const path = `${folder}/a.safetensors`;
  await Deno.writeFile(path, encodeSafetensors(new Map(), { format: "pt" }));
  await assertFails(() => readCheckpoint(path, parameters, names), 'found "pt"');
});

testInFolder(
  "the checkpoints of a folder are listed by their steps as numbers, the last first",
  async (folder) => {
    assertEquals(await checkpointsIn(folder), []);
    assertEquals(await checkpointsIn(`${folder}/missing`), []);
    const steps = [999_999, 0, 1_000_000, 200];
    for (const step of steps) await Deno.writeTextFile(`${folder}/${checkpointName(step)}`, "");
    assertEquals(
      await checkpointsIn(folder),
      steps.toSorted((a, b) => b - a).map((step) => `${folder}/${checkpointName(step)}`),
    );
  },
);

testInFolder("unfinished and foreign files are not taken for checkpoints", async (folder) => {
  await Deno.writeTextFile(`${folder}/${checkpointName(5)}`, "");
  for (
    const name of [
      `${checkpointName(9)}.3f0e-11.tmp`,
      `.${checkpointName(9)}`,
      "step-9.safetensors",
      "step-000009.safetensors.bak",
      "notes.txt",
    ]
  ) await Deno.writeTextFile(`${folder}/${name}`, "");
  assertEquals(await checkpointsIn(folder), [`${folder}/${checkpointName(5)}`]);
});

testInFolder(
  "the config is shown before the tensors are looked at, so that its difference explains theirs",
  async (folder) => {
    const path = `${folder}/a.safetensors`;
    await writeCheckpoint(path, parameters, checkpoint);
    const shown: string[] = [];
    await assertFails(
      () => readCheckpoint(path, parametersOf(4), names, (config) => shown.push(config)),
      "net.0.weight",
    );
    assertEquals(shown, [checkpoint.config]);
  },
);

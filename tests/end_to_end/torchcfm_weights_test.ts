import { decodeSafetensors, encodeSafetensors } from "../../lib/checkpoints/safetensors.ts";
import { encodePng } from "../../lib/artifacts/png.ts";
import { assertAllClose, assertEquals } from "../support/assert.ts";
import { resolved, runInto, testRuns } from "./runs.ts";

const FIXTURE = new URL("../fixtures/cfm_unet.safetensors", import.meta.url);

/** Images of 16×16 in colour, which nothing is learned from, and torchcfm's network as it was trained elsewhere. */
const EXPERIMENT = `
name: from_torchcfm
dataset: { name: imageFolder, folder: images, size: 16 }
architecture:
  name: unet
  channels: 32
  channelMultipliers: [1, 2]
  residualBlocks: 1
  attentionResolutions: [8]
  headChannels: 16
  weights: torchcfm.safetensors
conditioning: { class: true, classes: 10 }
training: { steps: 0 }
sampling: { solver: { name: euler, steps: 1 }, count: 4, classes: [3, 7] }
`;

testRuns("a network that PyTorch saved is sampled as PyTorch would sample it", async (folder) => {
  const { tensors } = decodeSafetensors(await Deno.readFile(FIXTURE), "the fixture");
  const own = [...tensors].flatMap(([name, tensor]) =>
    name.startsWith("param.") ? [[name.slice("param.".length), tensor] as const] : []
  );
  await Deno.writeFile(`${folder}/torchcfm.safetensors`, encodeSafetensors(new Map(own)));
  // The network is told ten classes, which are named by as many folders.
  for (let label = 0; label < 10; label++) {
    await Deno.mkdir(`${folder}/images/${label}`, { recursive: true });
    const pixels = new Uint8Array(16 * 16 * 3).fill(20 * label);
    const image = await encodePng({ width: 16, height: 16, channels: 3, pixels });
    for (let i = 0; i < 4; i++) await Deno.writeFile(`${folder}/images/${label}/${i}.png`, image);
  }
  const experiment = { ...resolved(EXPERIMENT), folder };
  const { path } = await runInto(`${folder}/run`, experiment);

  const drawn = decodeSafetensors(await Deno.readFile(`${path}/samples/samples.safetensors`), "samples");
  assertEquals([...drawn.tensors.get("labels")!.data], [3, 7, 3, 7]);
  const { weights } = JSON.parse(await Deno.readTextFile(`${path}/environment.json`));
  assertEquals(Object.keys(weights), ["torchcfm.safetensors"]);

  // The checkpoint that the run kept holds what PyTorch saved.
  const kept = decodeSafetensors(await Deno.readFile(`${path}/checkpoints/step-000000.safetensors`), "kept");
  for (const [name, { data }] of own) {
    assertAllClose(kept.tensors.get(`ema.${name.replace("net.", "")}`)!.data, data, 0);
  }
}, ["read"]);

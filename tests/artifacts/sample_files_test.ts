import { writeSamples } from "../../lib/artifacts/sample_files.ts";
import { decodeSafetensors } from "../../lib/checkpoints/safetensors.ts";
import { assertEquals } from "../support/assert.ts";
import { testInFolder } from "./files.ts";

const examples = { size: 0, fingerprint: "", read() {}, label: () => 0 };

/** How many columns the picture of images of 4×4 has, drawn for these classes. */
async function columnsOf(folder: string, count: number, labels?: Int32Array): Promise<number> {
  const drawn = {
    x: new Float32Array(16 * count),
    frames: [],
    labels,
    evaluations: new Uint32Array(count),
    unfinished: [],
  };
  const folders = { samples: folder, plots: folder };
  const { pictures } = await writeSamples(folders, drawn, { shape: [4, 4, 1], examples });
  await pictures;
  const png = await Deno.readFile(`${folder}/samples.png`);
  // The width stands behind the signature and the head of the first chunk; an image is 80 pixels wide, a gap 2.
  return (new DataView(png.buffer).getUint32(16) - 2) / 82;
}

/** Classes over and over again. */
const repeated = (count: number, classes: number) =>
  Int32Array.from({ length: count }, (_, i) => i % classes);

testInFolder("a picture of classes has one class in a column, and is nearly square", async (folder) => {
  const cases = [[63, 3, 9], [100, 10, 10], [64, 10, 10], [16, 2, 4], [30, 4, 4], [12, 10, 10]] as const;
  for (const [count, classes, columns] of cases) {
    assertEquals(await columnsOf(folder, count, repeated(count, classes)), columns, `${count} of ${classes}`);
  }
});

testInFolder("a picture without classes that repeat is nearly square", async (folder) => {
  assertEquals(await columnsOf(folder, 64), 8);
  assertEquals(await columnsOf(folder, 9, new Int32Array(9)), 3);
  assertEquals(await columnsOf(folder, 9, Int32Array.of(0, 1, 0, 1, 1, 0, 0, 1, 1)), 3);
  assertEquals(await columnsOf(folder, 9, repeated(9, 9)), 3);
});

testInFolder("the classes that samples were drawn for are kept beside them", async (folder) => {
  await columnsOf(folder, 6, repeated(6, 3));
  const { tensors } = decodeSafetensors(await Deno.readFile(`${folder}/samples.safetensors`), "samples");
  assertEquals([...tensors.get("labels")!.data], [0, 1, 2, 0, 1, 2]);
  await columnsOf(folder, 6);
  const plain = decodeSafetensors(await Deno.readFile(`${folder}/samples.safetensors`), "samples");
  assertEquals(plain.tensors.has("labels"), false);
});

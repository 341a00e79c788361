import { createHash } from "node:crypto";
import { writeCheckpoint } from "../../lib/checkpoints/checkpoint.ts";
import { readPretrained } from "../../lib/checkpoints/pretrained.ts";
import { encodeSafetensors, type SavedTensor } from "../../lib/checkpoints/safetensors.ts";
import { Failure } from "../../lib/failure.ts";
import type { Parameter } from "../../lib/tensor/parameters.ts";
import { testInFolder } from "../artifacts/files.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";

const parameters: readonly Parameter[] = [
  { name: "net.0.weight", shape: [2, 3], initialize() {} },
  { name: "net.0.bias", shape: [2], initialize() {} },
  { name: "net.2.weight", shape: [1, 2], initialize() {} },
];
const all = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

/** The parameters as tensors, under other names, and some of them exchanged. */
function tensors(
  rename: (name: string) => string = (name) => name,
  changes: Readonly<Record<string, SavedTensor | undefined>> = {},
): Map<string, SavedTensor> {
  let offset = 0;
  const own = parameters.map(({ name, shape }): [string, SavedTensor | undefined] => {
    const size = shape.reduce((a, b) => a * b, 1);
    return [rename(name), { shape, data: all.slice(offset, offset += size) }];
  });
  const entries = [...new Map([...own, ...Object.entries(changes)])];
  return new Map(entries.filter((entry): entry is [string, SavedTensor] => entry[1] !== undefined));
}

const one = { shape: [1], data: Float32Array.of(1) };

/** Why tensors are refused as the network's weights. */
async function refusal(folder: string, held: ReadonlyMap<string, SavedTensor>): Promise<string> {
  const path = `${folder}/weights.safetensors`;
  await Deno.writeFile(path, encodeSafetensors(held));
  const error = await assertFails(
    () => readPretrained(path, parameters),
    `${path} does not hold the weights`,
  );
  assertTrue(error instanceof Failure && error.exitCode === 2);
  return error.message.slice(error.message.indexOf("\n") + 1);
}

testInFolder("weights are read in the network's order, with the file's SHA-256", async (folder) => {
  const path = `${folder}/weights.safetensors`;
  const bytes = encodeSafetensors(tensors());
  await Deno.writeFile(path, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  assertEquals(await readPretrained(path, parameters), { params: all, sha256 });
});

testInFolder(
  "a prefix that all names share is taken off, and one that belongs to them is not",
  async (folder) => {
    const path = `${folder}/weights.safetensors`;
    for (const prefix of ["module.", "ema_model.", "net.", "model.module."]) {
      await Deno.writeFile(path, encodeSafetensors(tensors((name) => prefix + name)));
      assertEquals((await readPretrained(path, parameters)).params, all, prefix);
    }
  },
);

testInFolder("of a checkpoint of flowlab's the averaged weights are taken", async (folder) => {
  const path = `${folder}/weights.safetensors`;
  const vectors = { params: all.map((x) => -x), ema: all, mean: all.map((x) => 2 * x) };
  await writeCheckpoint(path, parameters, { step: 3, vectors, config: "{}" });
  assertEquals((await readPretrained(path, parameters)).params, all);
});

testInFolder("weights of other dtypes are brought to float32", async (folder) => {
  const path = `${folder}/weights.safetensors`;
  const file = (dtype: string, numbers: ArrayBuffer): Uint8Array => {
    const size = numbers.byteLength;
    const header = JSON.stringify({ "net.0.bias": { dtype, shape: [2], data_offsets: [0, size] } });
    const bytes = new Uint8Array(8 + header.length + size);
    bytes[0] = header.length;
    bytes.set(new TextEncoder().encode(header), 8);
    bytes.set(new Uint8Array(numbers), 8 + header.length);
    return bytes;
  };
  for (
    const [dtype, numbers, expected] of [
      ["F64", Float64Array.of(0.1, -2).buffer, [Math.fround(0.1), -2]],
      ["F16", Uint16Array.of(0x3c00, 0xc000).buffer, [1, -2]],
      ["BF16", Uint16Array.of(0x3f80, 0xc000).buffer, [1, -2]],
    ] as const
  ) {
    await Deno.writeFile(path, file(dtype, numbers));
    assertEquals([...(await readPretrained(path, [parameters[1]!])).params], expected, dtype);
  }
});

testInFolder("what is missing, unknown or misshapen is named, with the nearest name", async (folder) => {
  const renamed = { "net.2.weight": undefined, "net.2.wieght": tensors().get("net.2.weight")! };
  assertEquals(
    await refusal(folder, tensors(undefined, renamed)),
    "  it lacks net.2.weight (the nearest is net.2.wieght)\n" +
      "  the network has no net.2.wieght (the nearest is net.2.weight)",
  );
  assertEquals(
    await refusal(folder, tensors(undefined, { "net.0.bias": one, step: one })),
    "  the network has no step\n  net.0.bias: expected shape [2], found [1]",
  );
  const nan = { shape: [2], data: Float32Array.of(1, NaN) };
  assertEquals(
    await refusal(folder, tensors(undefined, { "net.0.bias": nan })),
    "  expected finite numbers in net.0.bias",
  );
});

testInFolder("a long list of names is cut short", async (folder) => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}.running_mean`, one]));
  assertEquals(
    await refusal(folder, tensors(undefined, many)),
    "  the network has no 0.running_mean; 1.running_mean; 2.running_mean; 3.running_mean; and 5 more",
  );
});

testInFolder("a file that does not exist, or is no safetensors file, is refused", async (folder) => {
  const path = `${folder}/weights.safetensors`;
  const error = await assertFails(
    () => readPretrained(path, parameters),
    `Cannot read the weights in ${path}: there is no such file`,
  );
  assertTrue(error instanceof Failure && error.exitCode === 2);
  await Deno.writeTextFile(path, "PK\x03\x04 and something that is not a header");
  await assertFails(() => readPretrained(path, parameters), `Cannot read ${path}: expected a header`);
});

testInFolder(
  "arrays that the network computes itself may be in the file, and are not read",
  async (folder) => {
    const path = `${folder}/weights.safetensors`;
    await Deno.writeFile(path, encodeSafetensors(tensors((name) => `ema.${name}`, { "ema.positions": one })));
    assertEquals((await readPretrained(path, parameters, ["positions"])).params, all);
    await assertFails(() => readPretrained(path, parameters), "the network has no positions");
  },
);

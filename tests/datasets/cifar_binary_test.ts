import { readCifarBinary } from "../../lib/datasets/cifar_binary.ts";
import { imageArrays } from "../../lib/datasets/image_arrays.ts";
import { assertEquals, assertFails } from "../support/assert.ts";

const RECORD = 1 + 3 * 1024;

/** Two records: labels 7 and 2, and byte `j` of record `i`'s planes is `(i + j) mod 251`. */
function records(): Uint8Array {
  const bytes = Uint8Array.from({ length: 2 * RECORD }, (_, at) => {
    const i = Math.floor(at / RECORD);
    return (i + at % RECORD - 1) % 251;
  });
  bytes[0] = 7;
  bytes[RECORD] = 2;
  return bytes;
}

function read(bytes: Uint8Array): { labels: Uint8Array; pixels: Uint8Array } {
  const arrays = imageArrays(new Uint8Array(2 * RECORD), 2);
  readCifarBinary("batch.bin", bytes, arrays);
  return arrays;
}

Deno.test("readCifarBinary() separates labels and interleaves the colour planes", () => {
  const { labels, pixels } = read(records());
  assertEquals([...labels], [7, 2]);
  for (const image of [0, 1]) {
    for (const pixel of [0, 1, 33, 1023]) {
      for (const channel of [0, 1, 2]) {
        assertEquals(pixels[(image * 1024 + pixel) * 3 + channel], (image + channel * 1024 + pixel) % 251);
      }
    }
  }
});

Deno.test("readCifarBinary() refuses a truncated file with the expected and found length", async () => {
  await assertFails(() => read(records().subarray(1)), "batch.bin: expected 6146 bytes, found 6145");
});

Deno.test("readCifarBinary() refuses a label that names no class, and says which", async () => {
  const bytes = records();
  bytes[RECORD] = 10;
  await assertFails(() => read(bytes), "batch.bin, label 1: expected an integer from 0 to 9, found 10");
});

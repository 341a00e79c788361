import { Buffer } from "node:buffer";
import { join } from "node:path";
import { gunzip } from "../../lib/datasets/gunzip.ts";
import { idxByHand } from "../../lib/datasets/idx_files.ts";
import { silent } from "../../lib/logger.ts";
import { testInFolder } from "../artifacts/files.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";

/** An IDX file of bytes: entry `i` is `i mod modulus`. */
function idx(dimensions: readonly number[], modulus: number): Uint8Array<ArrayBuffer> {
  const header = 4 + 4 * dimensions.length;
  const bytes = new Uint8Array(header + dimensions.reduce((product, size) => product * size, 1));
  bytes.set([0, 0, 8, dimensions.length]);
  dimensions.forEach((size, i) => new DataView(bytes.buffer).setUint32(4 + 4 * i, size));
  for (let i = header; i < bytes.length; i++) bytes[i] = (i - header) % modulus;
  return bytes;
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"))).bytes();
}

testInFolder(
  "four IDX files are read from a folder, plain or packed, labels before pixels",
  async (folder) => {
    const context = { folder, scratch: folder, logger: silent };
    assertEquals(await idxByHand.fetch(context), undefined);
    await Deno.writeFile(join(folder, "train-images-idx3-ubyte.gz"), await gzip(idx([60_000, 28, 28], 251)));
    await Deno.writeFile(join(folder, "train-labels-idx1-ubyte"), idx([60_000], 10));
    await Deno.writeFile(join(folder, "t10k-images-idx3-ubyte"), idx([10_000, 28, 28], 249));
    await assertFails(() => idxByHand.fetch(context), "no t10k-labels-idx1-ubyte");
    await Deno.writeFile(join(folder, "t10k-labels-idx1-ubyte.gz"), await gzip(idx([10_000], 7)));
    const decoded = (await idxByHand.fetch(context))!;
    const same = (bytes: Uint8Array, file: Uint8Array) => assertTrue(Buffer.compare(bytes, file) === 0);
    same(decoded.train.subarray(0, 60_000), idx([60_000], 10).subarray(8));
    same(decoded.train.subarray(60_000), idx([60_000, 28, 28], 251).subarray(16));
    same(decoded.test.subarray(0, 10_000), idx([10_000], 7).subarray(8));
    same(decoded.test.subarray(10_000), idx([10_000, 28, 28], 249).subarray(16));
  },
);

Deno.test("gunzip() names a file that is not gzip, or not all of it", async () => {
  const packed = await gzip(idx([100], 10));
  assertEquals(await gunzip("a.gz", packed), idx([100], 10));
  await assertFails(() => gunzip("a.gz", packed.slice(0, -9)), "a.gz: expected a whole gzip file");
  await assertFails(() => gunzip("a.gz", Uint8Array.of(1, 2, 3)), "a.gz: expected a whole gzip file");
});

import { Corruption } from "../../lib/datasets/corruption.ts";
import { readIdx } from "../../lib/datasets/idx.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";

/** Two images of 1×3 bytes. */
const FILE = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30, 40, 50, 60);
const DIMENSIONS = [2, 1, 3];

Deno.test("readIdx() returns the entries behind the header", () => {
  assertEquals([...readIdx("f", FILE, DIMENSIONS)], [10, 20, 30, 40, 50, 60]);
});

Deno.test("readIdx() reads a view that does not start at its buffer's first byte", () => {
  const padded = new Uint8Array(FILE.length + 5);
  padded.set(FILE, 5);
  assertEquals([...readIdx("f", padded.subarray(5), DIMENSIONS)], [10, 20, 30, 40, 50, 60]);
});

Deno.test("readIdx() refuses a truncated file with the expected and found length", async () => {
  const error = await assertFails(
    () => readIdx("images", FILE.subarray(0, -1), DIMENSIONS),
    "images: expected 22 bytes, found 21",
  );
  assertTrue(error instanceof Corruption);
  await assertFails(() => readIdx("images", FILE.subarray(0, 7), DIMENSIONS), "at least 16 bytes, found 7");
});

Deno.test("readIdx() refuses a file that is too long", async () => {
  await assertFails(
    () => readIdx("images", Uint8Array.of(...FILE, 0), DIMENSIONS),
    "expected 22 bytes, found 23",
  );
});

Deno.test("readIdx() refuses a wrong type or a wrong number of dimensions", async () => {
  for (const [at, byte, found] of [[2, 9, "0x00000903"], [3, 1, "0x00000801"]] as const) {
    const wrong = FILE.with(at, byte);
    await assertFails(
      () => readIdx("images", wrong, DIMENSIONS),
      `expected the magic number 0x00000803, found the magic number ${found}`,
    );
  }
});

Deno.test("readIdx() refuses other dimensions, even of the same product", async () => {
  await assertFails(() => readIdx("images", FILE, [2, 3, 1]), "the dimensions 2 × 3 × 1, found 2 × 1 × 3");
});

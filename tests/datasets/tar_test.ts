import { readTar, readTarGz } from "../../lib/datasets/tar.ts";
import { assertEquals, assertFails } from "../support/assert.ts";
import { tar } from "./make_tar.ts";

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("readTar() finds every file, whether or not it fills its last block", () => {
  const exact = new Uint8Array(512).fill(7);
  const files = readTar("a", tar([["a/one", encode("1")], ["a/none", encode("")], ["b", exact]]));
  assertEquals([...files.keys()], ["a/one", "a/none", "b"]);
  assertEquals([...files.get("a/one")!], [49]);
  assertEquals(files.get("a/none")!.length, 0);
  assertEquals([...files.get("b")!], [...exact]);
});

Deno.test("readTar() joins a long path from its two fields", () => {
  const prefix = "p".repeat(120);
  assertEquals([...readTar("a", tar([[`${prefix}/name`, encode("x")]])).keys()], [`${prefix}/name`]);
});

Deno.test("readTar() leaves out folders and extended headers", () => {
  const bytes = tar([["folder", encode(""), "5"], ["header", encode("20 mtime=1"), "x"], ["f", encode("x")]]);
  assertEquals([...readTar("a", bytes).keys()], ["f"]);
});

Deno.test("readTar() refuses an archive that ends within a file", async () => {
  const bytes = tar([["f", new Uint8Array(2000)]]);
  await assertFails(
    () => readTar("a.tar", bytes.subarray(0, 1512)),
    "a.tar: expected 2000 bytes of f at 512, found 1000",
  );
});

Deno.test("readTar() refuses an archive without an end", async () => {
  const bytes = tar([["f", encode("x")]]);
  await assertFails(() => readTar("a.tar", bytes.subarray(0, 1024)), "a block of 512 bytes at 1024, found 0");
});

Deno.test("readTar() refuses a header that was changed", async () => {
  const bytes = tar([["f", encode("x")]]);
  bytes[1]! += 1;
  await assertFails(
    () => readTar("a.tar", bytes),
    /header at 0: expected the checksum (\d+), found (?!\1)\d+/,
  );
});

Deno.test("readTar() refuses what is no archive", async () => {
  await assertFails(() => readTar("a.tar", new Uint8Array(1024).fill(65)), "expected an octal number");
});

Deno.test("readTarGz() unpacks, and refuses a file that is not gzip or is cut short", async () => {
  const bytes = tar([["f", encode("hello")]]);
  const packed = await new Response(
    new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip")),
  ).bytes();
  assertEquals([...(await readTarGz("a.tgz", packed)).keys()], ["f"]);
  await assertFails(() => readTarGz("a.tgz", packed.slice(0, -9)), "a.tgz: expected a whole gzip file");
  await assertFails(() => readTarGz("a.tgz", bytes), "a.tgz: expected a whole gzip file");
});

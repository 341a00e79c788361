import { writeAtomically } from "../../lib/checkpoints/atomic_file.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

const ignore = !allowed("read", "write");

/** Runs a test in a folder of its own, which is removed afterwards. */
async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The names in a folder. */
function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test(
  "bytes and text arrive as they are, and nothing else is left",
  { ignore },
  () =>
    inFolder(async (folder) => {
      // Larger than a pipe's or a page's worth, so that a partial write would show.
      const bytes = Uint8Array.from({ length: 3_000_001 }, (_, i) => i * 7);
      await writeAtomically(`${folder}/bytes`, bytes);
      await writeAtomically(`${folder}/text`, "Grüße\n");
      await writeAtomically(`${folder}/empty`, "");
      assertTrue((await Deno.readFile(`${folder}/bytes`)).every((byte, i) => byte === bytes[i]));
      assertEquals((await Deno.stat(`${folder}/bytes`)).size, bytes.length);
      assertEquals(await Deno.readTextFile(`${folder}/text`), "Grüße\n");
      assertEquals(await Deno.readTextFile(`${folder}/empty`), "");
      assertEquals(namesIn(folder), ["bytes", "empty", "text"]);
    }),
);

Deno.test("an older file is replaced, not written over", { ignore }, () =>
  inFolder(async (folder) => {
    const path = `${folder}/config.yaml`;
    await writeAtomically(path, "old and long");
    // Whoever has the old file open keeps reading the old content.
    using reader = await Deno.open(path);
    await writeAtomically(path, "new");
    const kept = new Uint8Array(20);
    assertEquals(await reader.read(kept), "old and long".length);
    assertEquals(await Deno.readTextFile(path), "new");
  }));

Deno.test(
  "many writers of one file leave the content of one of them",
  { ignore },
  () =>
    inFolder(async (folder) => {
      const contents = Array.from({ length: 20 }, (_, i) => String(i).repeat(10000 + i));
      await Promise.all(contents.map((content) => writeAtomically(`${folder}/file`, content)));
      assertTrue(contents.includes(await Deno.readTextFile(`${folder}/file`)));
      assertEquals(namesIn(folder), ["file"]);
    }),
);

Deno.test("a missing folder is named", { ignore }, () =>
  inFolder(async (folder) => {
    const error = await assertFails(
      () => writeAtomically(`${folder}/none/file`, "x"),
      `"${folder}/none/file"`,
    );
    assertTrue(error instanceof Failure && error.exitCode === 1);
    assertEquals(namesIn(folder), []);
  }));

Deno.test(
  "when the last move fails, the temporary file goes and the old content stays",
  { ignore },
  () =>
    inFolder(async (folder) => {
      // A folder that holds something cannot be replaced by a file.
      await Deno.mkdir(`${folder}/taken`);
      await Deno.writeTextFile(`${folder}/taken/inside`, "kept");
      await assertFails(() => writeAtomically(`${folder}/taken`, "x"), `Cannot write "${folder}/taken"`);
      assertEquals(namesIn(folder), ["taken"]);
      assertEquals(await Deno.readTextFile(`${folder}/taken/inside`), "kept");
    }),
);

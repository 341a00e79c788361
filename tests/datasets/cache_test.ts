import { join } from "node:path";
import {
  cacheDirectory,
  readIfPresent,
  withScratchFolder,
  writeAtomically,
} from "../../lib/datasets/cache.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import { withFolder } from "./fake_set.ts";

const ignore = !allowed("read", "write");

/** Runs `fn` while the environment has these variables, and nothing in place of those that are undefined. */
function withEnvironment(variables: Record<string, string | undefined>, fn: () => void): void {
  const kept = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  const set = (name: string, value: string | undefined) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  for (const [name, value] of Object.entries(variables)) set(name, value);
  try {
    fn();
  } finally {
    for (const [name, value] of kept) set(name, value);
  }
}

Deno.test({
  name: "cacheDirectory() is FLOWLAB_CACHE when that is set",
  ignore: !allowed("env"),
  fn() {
    withEnvironment({ FLOWLAB_CACHE: "/some/where" }, () => {
      assertTrue(cacheDirectory().endsWith(join("some", "where")));
    });
  },
});

Deno.test({
  name: "cacheDirectory() follows XDG_CACHE_HOME, then the home folder, and fails without either",
  ignore: !allowed("env") || Deno.build.os === "windows" || Deno.build.os === "darwin",
  fn() {
    const base = { FLOWLAB_CACHE: undefined, HOME: "/home/me" };
    withEnvironment(
      { ...base, XDG_CACHE_HOME: "/xdg" },
      () => assertEquals(cacheDirectory(), "/xdg/flowlab"),
    );
    withEnvironment({ ...base, XDG_CACHE_HOME: undefined }, () => {
      assertEquals(cacheDirectory(), "/home/me/.cache/flowlab");
    });
    withEnvironment({ ...base, HOME: undefined, XDG_CACHE_HOME: undefined }, () => {
      let message = "";
      try {
        cacheDirectory();
      } catch (error) {
        message = (error as Failure).message;
      }
      assertTrue(message.includes("HOME") && message.includes("FLOWLAB_CACHE"), message);
    });
  },
});

Deno.test({
  name: "writeAtomically() replaces a file and leaves nothing else",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "a", "b.bin");
      await writeAtomically(file, Uint8Array.of(1, 2, 3));
      await writeAtomically(file, Uint8Array.of(4));
      assertEquals([...(await readIfPresent(file))!], [4]);
      assertEquals([...Deno.readDirSync(join(folder, "a"))].map(({ name }) => name), ["b.bin"]);
    }),
});

Deno.test({
  name: "writeAtomically() leaves no unfinished file behind when it fails",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const occupied = join(folder, "b.bin");
      await Deno.mkdir(join(occupied, "inside"), { recursive: true });
      const error = await assertFails(() => writeAtomically(occupied, Uint8Array.of(1)), "FLOWLAB_CACHE");
      assertTrue(error instanceof Failure && error.exitCode === 1);
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["b.bin"]);
    }),
});

Deno.test({
  name: "readIfPresent() tells a missing file from one that cannot be read",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      assertEquals(await readIfPresent(join(folder, "missing")), undefined);
      await assertFails(() => readIfPresent(folder), `Cannot read in the cache, ${folder}`);
    }),
});

Deno.test({
  name: "a cache that cannot be made is a failure that names it and the way out",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "file");
      await Deno.writeTextFile(file, "");
      const error = await assertFails(
        () => withScratchFolder(join(file, "cache"), () => Promise.resolve()),
        join(file, "cache"),
      );
      assertTrue(error instanceof Failure && error.message.includes("set FLOWLAB_CACHE to another folder"));
    }),
});

Deno.test({
  name: "withScratchFolder() removes the folder when its user fails",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      await assertFails(() =>
        withScratchFolder(folder, async (scratch) => {
          await Deno.writeTextFile(join(scratch, "half"), "x");
          throw new Error("interrupted");
        }), "interrupted");
      assertEquals([...Deno.readDirSync(folder)], []);
    }),
});

import { join } from "node:path";
import { fetchDebianPackage } from "../../lib/datasets/debian_package.ts";
import { Failure } from "../../lib/failure.ts";
import { testInFolder } from "../artifacts/files.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { tar } from "./make_tar.ts";

/** Writes a program that runs a shell script. */
async function script(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await Deno.writeTextFile(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return file;
}

testInFolder("fetchDebianPackage() reads the files of the package that apt leaves", async (folder) => {
  if (Deno.build.os === "windows") return;
  await Deno.writeFile(join(folder, "content.tar"), tar([["./usr/share/a", Uint8Array.of(1, 2, 3)]]));
  const scratch = join(folder, "scratch");
  await Deno.mkdir(scratch);
  const fetch = await script(
    folder,
    "apt",
    '[ "$*" = "download --quiet a-set" ] && echo deb > a-set_1.0-1_all.deb',
  );
  const unpack = await script(
    folder,
    "dpkg",
    '[ "$1" = --fsys-tarfile ] && [ -s "$2" ] && cat ../content.tar',
  );
  const files = await fetchDebianPackage("a-set", scratch, { programs: { fetch, unpack } });
  assertEquals([...files].map(([path, bytes]) => [path, [...bytes]]), [["./usr/share/a", [1, 2, 3]]]);
}, ["run"]);

testInFolder(
  "fetchDebianPackage() says so when apt is not there, fails, or leaves nothing",
  async (folder) => {
    if (Deno.build.os === "windows") return;
    const fails = async (fetch: string, text: string) => {
      const programs = { fetch, unpack: "there-is-no-such-dpkg" };
      const error = await assertFails(() => fetchDebianPackage("a-set", folder, { programs }), text);
      assertTrue(error instanceof Failure && error.exitCode === 1);
    };
    const what = "Debian package a-set cannot be fetched: ";
    await fails("there-is-no-such-apt", `${what}apt-get is not on the PATH`);
    await fails(
      await script(folder, "refuses", "echo E: No such package >&2; exit 100"),
      `${what}E: No such package`,
    );
    await fails(await script(folder, "dies", "exit 100"), `${what}apt-get exits with 100`);
    await fails(await script(folder, "idles", "exit 0"), `${what}apt-get download leaves no .deb`);
    await fails(
      await script(folder, "works", "echo deb > a-set_1_all.deb"),
      `${what}dpkg-deb is not on the PATH`,
    );
  },
  ["run"],
);

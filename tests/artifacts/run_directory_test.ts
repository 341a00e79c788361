import { join } from "node:path";
import { createRunDirectory, type NewRun } from "../../lib/artifacts/run_directory.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import { namesBelow, testInFolder } from "./files.ts";

/** A run that begins at a certain second. */
function moons(outputs: string): NewRun {
  const startedAt = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
  return { outputs, name: "moons", configHash: "0123456789abcdef", startedAt };
}

testInFolder(
  "a run's folder is named after its time and its config, and latest leads to it",
  async (folder) => {
    const outputs = join(folder, "deep", "outputs");
    const run = await createRunDirectory(moons(outputs));
    assertEquals(run, {
      path: join(outputs, "moons", "20260102T030405Z-01234567"),
      checkpoints: join(run.path, "checkpoints"),
      samples: join(run.path, "samples"),
      plots: join(run.path, "plots"),
    });
    assertEquals(namesBelow(run.path), ["checkpoints", "plots", "samples"]);
    assertEquals(await Deno.realPath(join(outputs, "moons", "latest")), run.path);
  },
);

testInFolder("the link to the last run survives moving the outputs elsewhere", async (folder) => {
  await createRunDirectory(moons(join(folder, "outputs")));
  await Deno.rename(join(folder, "outputs"), join(folder, "moved"));
  const latest = await Deno.realPath(join(folder, "moved", "moons", "latest"));
  assertEquals(latest, join(folder, "moved", "moons", "20260102T030405Z-01234567"));
});

testInFolder("runs that begin in the same second get folders of their own", async (folder) => {
  const runs = await Promise.all([1, 2, 3].map(() => createRunDirectory(moons(folder))));
  const names = runs.map(({ path }) => path.slice(path.indexOf("2026"))).sort();
  const id = "20260102T030405Z-01234567";
  assertEquals(names, [id, `${id}-2`, `${id}-3`]);
  const next = await createRunDirectory(moons(folder));
  assertTrue(next.path.endsWith(`${id}-4`));
  assertEquals(await Deno.realPath(join(folder, "moons", "latest")), next.path);
});

testInFolder(
  "the folder that the user names is used when it is empty or missing, without latest",
  async (folder) => {
    const empty = join(folder, "empty");
    await Deno.mkdir(empty);
    for (const output of [empty, join(folder, "new", "run")]) {
      const run = await createRunDirectory({ ...moons(folder), output });
      assertEquals(run.path, output);
      assertEquals(namesBelow(output), ["checkpoints", "plots", "samples"]);
    }
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["empty", "new"]);
  },
);

testInFolder("a named folder with something in it is refused and left alone", async (folder) => {
  await Deno.writeTextFile(join(folder, "notes.txt"), "mine");
  const error = await assertFails(
    () => createRunDirectory({ ...moons("outputs"), output: folder }),
    '"notes.txt"',
  );
  assertTrue(error instanceof Failure && error.exitCode === 2 && error.message.includes(folder));
  assertEquals(namesBelow(folder), ["notes.txt"]);
});

testInFolder("a file in the way of a folder is named and nothing is created", async (folder) => {
  const file = join(folder, "file");
  await Deno.writeTextFile(file, "");
  for (
    const run of [moons(file), moons(join(file, "outputs")), { ...moons(folder), output: file }, {
      ...moons(folder),
      output: join(file, "run"),
    }]
  ) {
    const error = await assertFails(() => createRunDirectory(run), file);
    assertTrue(error instanceof Failure && error.exitCode === 2);
    assertEquals(namesBelow(folder), ["file"]);
  }
});

testInFolder("when latest cannot be made, nothing that was created stays behind", async (folder) => {
  await Deno.mkdir(join(folder, "moons", "latest", "in the way"), { recursive: true });
  const error = await assertFails(() => createRunDirectory(moons(folder)), join(folder, "moons"));
  assertTrue(error instanceof Failure && error.exitCode === 2);
  assertEquals(namesBelow(folder), ["moons", "moons/latest", "moons/latest/in the way"]);
});

Deno.test({
  name: "a folder that may not be written to is named and nothing is created",
  // The superuser may write everywhere, and Windows has other rules.
  ignore: !allowed("read", "write", "sys") || Deno.build.os === "windows" || Deno.uid() === 0,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "flowlab-" });
    try {
      await Deno.chmod(folder, 0o500);
      const error = await assertFails(() => createRunDirectory(moons(join(folder, "outputs"))), folder);
      assertTrue(error instanceof Failure && error.exitCode === 2);
      assertEquals(namesBelow(folder), []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

testInFolder("a name that is not one part of a path is refused", async (folder) => {
  for (const name of ["../moons", "a/b", "a\\b", "..", ""]) {
    await assertFails(() => createRunDirectory({ ...moons(folder), name }), "without slashes");
  }
  assertEquals(namesBelow(folder), []);
});

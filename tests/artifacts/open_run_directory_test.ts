import { join } from "node:path";
import { openRunDirectory } from "../../lib/artifacts/open_run_directory.ts";
import { createRunDirectory, type RunDirectory } from "../../lib/artifacts/run_directory.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { testInFolder } from "./files.ts";

/** Makes a run with its config in it. */
async function makeRun(outputs: string, second: number, name = "moons"): Promise<RunDirectory> {
  const startedAt = new Date(Date.UTC(2026, 0, 2, 3, 4, second));
  const run = await createRunDirectory({ outputs, name, configHash: "01234567", startedAt });
  await Deno.writeTextFile(join(run.path, "config.resolved.yaml"), `name: ${name}\n`);
  return run;
}

/** Fails unless opening a path is the user's mistake and the message contains a text. */
async function assertRefused(path: string, text: string): Promise<void> {
  const error = await assertFails(() => openRunDirectory(path), text);
  assertTrue(error instanceof Failure && error.exitCode === 2);
  assertTrue(error.message.includes(`"${path}"`), error.message);
}

testInFolder(
  "a run is found by its folder and by latest, which means the run of that moment",
  async (outputs) => {
    const first = await makeRun(outputs, 1);
    assertEquals(await openRunDirectory(first.path), first);
    const latest = join(outputs, "moons", "latest");
    const opened = await openRunDirectory(latest);
    assertEquals(opened, first);
    const second = await makeRun(outputs, 2);
    assertEquals(await openRunDirectory(latest), second);
    assertEquals(opened.path, first.path);
  },
);

testInFolder("latest may be a file with the run's name, for systems without links", async (outputs) => {
  const run = await makeRun(outputs, 1);
  const latest = join(outputs, "moons", "latest");
  await Deno.remove(latest);
  await Deno.writeTextFile(latest, "20260102T030401Z-01234567\n");
  assertEquals(await openRunDirectory(latest), run);
  await Deno.writeTextFile(latest, "gone\n");
  await assertRefused(latest, "There is no run folder");
});

testInFolder("a misspelt experiment or run is answered with the nearest", async (outputs) => {
  await makeRun(outputs, 1);
  await makeRun(outputs, 1, "checkerboard");
  await assertRefused(join(outputs, "mons", "latest"), `did you mean "${join(outputs, "moons", "latest")}"?`);
  await assertRefused(join(outputs, "moons", "latst"), `did you mean "${join(outputs, "moons", "latest")}"?`);
  await assertRefused(
    join(outputs, "moons", "20260102T030401Z-01234568"),
    `did you mean "${join(outputs, "moons", "20260102T030401Z-01234567")}"?`,
  );
});

testInFolder("an experiment's folder is answered with its latest run", async (outputs) => {
  await makeRun(outputs, 1);
  const folder = join(outputs, "moons");
  await assertRefused(folder, `did you mean "${join(folder, "latest")}"?`);
});

testInFolder("when nothing is near, what there is is listed", async (outputs) => {
  await assertRefused(join(outputs, "x", "y"), "There is no run folder");
  await makeRun(outputs, 1);
  await assertRefused(join(outputs, "cifar", "latest"), `there is "${join(outputs, "moons")}"`);
  await assertRefused(outputs, `expected config.resolved.yaml in it; there is "${join(outputs, "moons")}"`);
});

testInFolder("a file is not a run", async (outputs) => {
  const file = join(outputs, "notes.txt");
  await Deno.writeTextFile(file, "");
  await assertRefused(file, "is not a run folder");
});

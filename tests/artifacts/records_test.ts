import { createHash } from "node:crypto";
import { join } from "node:path";
import { describeEnvironment, describeGit, type EnvironmentFacts } from "../../lib/artifacts/environment.ts";
import { createLogFile } from "../../lib/artifacts/log_file.ts";
import { readStatus, type RunStatus, writeStatus } from "../../lib/artifacts/status.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import { namesBelow, testInFolder } from "./files.ts";

testInFolder("a status is read back as it was written, the last one counting", async (folder) => {
  const statuses: RunStatus[] = [
    { status: "running", step: 0, steps: 10 },
    { status: "interrupted", step: 7, steps: 10, checkpoint: "checkpoints/step-000007.safetensors" },
    { status: "failed", step: 8, steps: 10, message: "the loss is not a number" },
  ];
  for (const status of statuses) {
    await writeStatus(folder, status);
    assertEquals(await readStatus(folder), status);
    assertEquals(namesBelow(folder), ["status.json"]);
  }
});

testInFolder("a status that is missing or not one of ours is refused", async (folder) => {
  for (const content of [undefined, "{", '{"status":"sleeping","step":0,"steps":1}']) {
    if (content !== undefined) await Deno.writeTextFile(join(folder, "status.json"), content);
    const error = await assertFails(() => readStatus(folder), join(folder, "status.json"));
    assertTrue(error instanceof Failure && error.exitCode === 2);
  }
});

testInFolder("a log has the time before every line and keeps what it had", async (folder) => {
  const path = join(folder, "log.txt");
  let time = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
  const now = (): Date => new Date(time++);
  createLogFile(path, now).info("begun");
  const log = createLogFile(path, now);
  log.warn("one\ntwo");
  log.progress({ stage: "training", done: 1, total: 2, unit: "steps" });
  log.info("done");
  assertEquals(
    await Deno.readTextFile(path),
    "2026-01-02T03:04:05.006Z begun\n" +
      "2026-01-02T03:04:05.007Z warning: one\n2026-01-02T03:04:05.008Z two\n" +
      "2026-01-02T03:04:05.009Z done\n",
  );
});

/** What a program would say of itself. */
function facts(folder: string): EnvironmentFacts {
  return {
    flowlab: "1.2.3",
    experimentFolder: folder,
    lockFile: join(folder, "deno.lock"),
    commandLine: ["deno", "task", "run"],
    startedAt: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
    datasets: { moons: "abc" },
    engine: { name: "eager" },
  };
}

Deno.test({
  name: "the environment has versions, machine and hashes, and survives JSON",
  ignore: !allowed("read", "write", "sys", "env", "run"),
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "flowlab-" });
    try {
      const without = await describeEnvironment(facts(folder));
      assertEquals([without.git, without.lockFileSha256], [null, null]);
      await Deno.writeTextFile(join(folder, "deno.lock"), "locked");
      const environment = await describeEnvironment(facts(folder));
      assertEquals(environment.lockFileSha256, createHash("sha256").update("locked").digest("hex"));
      assertEquals(environment.versions, { flowlab: "1.2.3", ...Deno.version });
      assertEquals([environment.machine.os, environment.machine.arch], [Deno.build.os, Deno.build.arch]);
      assertTrue(environment.machine.cpuCount >= 1 && environment.machine.memoryBytes > 1e6);
      assertEquals(environment.startedAt, "2026-01-02T03:04:05.000Z");
      assertEquals([environment.datasets, environment.engine], [{ moons: "abc" }, { name: "eager" }]);
      assertEquals(JSON.parse(JSON.stringify(environment)), environment);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Runs git in a folder; false if it fails or is not there. */
async function git(folder: string, ...args: string[]): Promise<boolean> {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  const command = new Deno.Command("git", {
    args: ["-C", folder, ...identity, ...args],
    stdout: "null",
    stderr: "null",
  });
  return await command.output().then(({ success }) => success, () => false);
}

Deno.test({
  name: "git tells the commit, and whether anything differs from it; outside of a work tree it tells nothing",
  ignore: !allowed("read", "write", "run"),
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "flowlab-" });
    try {
      assertEquals(await describeGit(folder), null);
      assertEquals(await describeGit(join(folder, "missing")), null);
      // Without git there is nothing more to see, and nothing has thrown.
      if (!await git(folder, "init")) return;
      assertEquals(await describeGit(folder), null);
      await Deno.writeTextFile(join(folder, "a.yaml"), "name: a\n");
      await git(folder, "add", ".");
      assertTrue(await git(folder, "commit", "-m", "first"));
      const clean = await describeGit(folder);
      assertTrue(/^[0-9a-f]{40}$/.test(clean!.commit));
      assertEquals(clean!.dirty, false);
      await Deno.mkdir(join(folder, "inner"));
      await Deno.writeTextFile(join(folder, "b.yaml"), "");
      assertEquals(await describeGit(join(folder, "inner")), { commit: clean!.commit, dirty: true });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "without permission to run programs, git is neither run nor asked for",
  permissions: { run: false },
  async fn() {
    assertEquals(await describeGit("."), null);
  },
});

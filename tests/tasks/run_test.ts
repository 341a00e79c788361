import { join } from "node:path";
import { readStatus } from "../../lib/artifacts/status.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { cannotRunTasks as ignore, command, task, withFiles } from "./task.ts";

const good = "dataset: { name: moons, size: 1000 }\narchitecture: { name: mlp, width: 8 }\n" +
  "training: { steps: 3, batchSize: 8 }\nsampling: { solver: { name: euler, steps: 7 }, count: 2 }\n";

/** A path of the user's own: its data come late. */
const own = `import { type Component, noOptions, type Path } from ${
  JSON.stringify(new URL("../../mod.ts", import.meta.url))
};
const late: Component<Path> = {
  summary: "slow at first",
  options: noOptions,
  create: () => ({ at: (t) => ({ alpha: t * t, sigma: 1 - t, alphaDot: 2 * t, sigmaDot: -1 }) }),
};
export const paths = { late };
`;

Deno.test({
  name: "a run says what it does, where it is and what to look at, and its log says so too",
  ignore,
  async fn() {
    await withFiles({ "good.yaml": good }, async (folder) => {
      const { code, out, err } = await task(
        "run",
        ["training.steps=2", "good.yaml", "--output", "a"],
        folder,
      );
      assertEquals([code, err], [0, ""]);
      const picture = join("a", "samples", "samples.png");
      const lines = out.trimEnd().split("\n");
      assertEquals(lines[0], "Training mlp (194 parameters) on moons (1000 examples) for 2 steps");
      assertTrue(lines.includes("Drew 2 samples with euler, 7 network calls each"), out);
      assertEquals(lines.slice(-2), ["The run is in a", `Look at ${picture}`]);
      assertTrue((await Deno.stat(join(folder, picture))).isFile);
      const log = await Deno.readTextFile(join(folder, "a", "log.txt"));
      assertEquals(log.trimEnd().split("\n").map((line) => line.slice(line.indexOf(" ") + 1)), [
        lines[0],
        "Drew 2 samples with euler, 7 network calls each",
        "Done",
      ]);
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["a", "good.yaml"]);
    });
  },
});

Deno.test({
  name: "with --json every line is an object, to the last",
  ignore,
  async fn() {
    await withFiles({ "good.yaml": good }, async (folder) => {
      const { code, out, err } = await task("run", ["good.yaml", "--smoke", "--json"], folder);
      assertEquals([code, err], [0, ""]);
      const lines = out.trimEnd().split("\n").map((line) => JSON.parse(line));
      assertEquals(lines.map(({ type, stage = "" }) => `${type} ${stage}`.trim()), [
        "info",
        "progress training",
        "progress sampling",
        "info",
        "done",
      ]);
      const { run, samples } = lines.at(-1)!;
      assertTrue(/^outputs.good.\d{8}T\d{6}Z-[0-9a-f]{8}$/.test(run), run);
      assertEquals(samples, join(run, "samples", "samples.png"));
    });
  },
});

Deno.test({
  name: "an experiment brings components of its own, which its samples and its resumption find again",
  ignore,
  async fn() {
    const files = { "own.ts": own, "own.yaml": `${good}use: own.ts\npath: late\n` };
    await withFiles(files, async (folder) => {
      const wrong = await task("check", ["own.yaml", "path=lat"], folder);
      assertEquals(wrong.code, 2);
      assertTrue(
        /expected one of .*linear, .*late; found "lat"; did you mean `late`/.test(wrong.err),
        wrong.err,
      );
      assertEquals((await task("run", ["own.yaml", "--output", "a"], folder)).code, 0);
      const drawn = await task("sample", ["a", "--count", "3", "--output", "b"], folder);
      assertEquals([drawn.code, drawn.err], [0, ""]);
      assertTrue(
        drawn.out.endsWith(`The samples are in b\nLook at ${join("b", "samples.png")}\n`),
        drawn.out,
      );
      // As if it had been killed after the training.
      const killed = { status: "running", step: 3, steps: 3 };
      await Deno.writeTextFile(join(folder, "a", "status.json"), JSON.stringify(killed));
      const resumed = await task("resume", ["a"], folder);
      assertEquals([resumed.code, resumed.err], [0, ""]);
      assertTrue(resumed.out.startsWith("Carrying on after step 3\n"), resumed.out);
      await Deno.rename(join(folder, "own.ts"), join(folder, "owm.ts"));
      const lost = await task("sample", ["a"], folder);
      assertEquals([lost.code, lost.out], [2, ""]);
      assertTrue(/environment\.json:\d+:1 {2}use\n[^]*did you mean `.*owm\.ts`/.test(lost.err), lost.err);
    });
  },
});

Deno.test({
  name: "training that diverges ends with 1, the step, the last good checkpoint and where the run is",
  ignore,
  async fn() {
    await withFiles({ "good.yaml": good }, async (folder) => {
      const wild = ["architecture.hiddenLayers=40", "architecture.width=16", "optimizer.learningRate=10"];
      const often = ["training.checkpointEverySteps=1", "training.steps=50", "--output", "a"];
      const { code, err } = await task("run", ["good.yaml", ...wild, ...often], folder);
      assertEquals(code, 1);
      const said = /^The [^]*; the last good checkpoint is that of step (\d+)\..*\nThe run is in a\n$/.exec(
        err,
      );
      assertTrue(said !== null, err);
      const kept = `checkpoints/step-${said![1]!.padStart(6, "0")}.safetensors`;
      const { status, checkpoint } = await readStatus(join(folder, "a"));
      assertEquals([status, checkpoint], ["failed", kept]);

      // Weights that were about to diverge may draw numbers or not; if not, no empty folder stays behind.
      const drawn = await task("sample", ["a", "sampling.solver.steps=100"], folder);
      const more = [...Deno.readDirSync(join(folder, "a", "samples"))].map(({ name }) => name);
      assertEquals(more, drawn.code === 0 ? ["more-1"] : []);
    });
  },
});

Deno.test({
  name: "a reader that goes away, as head does, ends a list quietly and a run with a checkpoint",
  ignore,
  async fn() {
    await withFiles({ "good.yaml": good }, async (folder) => {
      const listing = command("list", [], folder).spawn();
      await listing.stdout.cancel();
      assertEquals([(await listing.status).code, await new Response(listing.stderr).text()], [0, ""]);

      const long = ["good.yaml", "training.steps=1000000", "--json", "--output", "a"];
      const run = command("run", long, folder).spawn();
      const reader = run.stdout.getReader();
      await reader.read();
      await reader.cancel();
      const [{ code }, err] = await Promise.all([run.status, new Response(run.stderr).text()]);
      assertEquals(code, 130);
      assertTrue(
        /^Interrupted after step \d+ of 1000000\nCarry it on with: deno task resume a\n$/.test(err),
        err,
      );
      assertEquals((await readStatus(join(folder, "a"))).status, "interrupted");
    });
  },
});

Deno.test({
  name: "a cache that is a file is named, with what to do",
  ignore,
  async fn() {
    const digits = "dataset: mnist\narchitecture: plainCnn\n";
    await withFiles({ "digits.yaml": digits, "file": "" }, async (folder) => {
      const { code, stderr } = await command("run", ["digits.yaml", "--smoke", "--output", "a"], folder, {
        FLOWLAB_CACHE: join(folder, "file"),
      }).output();
      const err = new TextDecoder().decode(stderr);
      assertEquals(code, 1);
      assertTrue(
        /^Cannot read in the cache, .*FLOWLAB_CACHE to another folder\nThe run is in a\n$/.test(err),
        err,
      );
    });
  },
});

import { join } from "node:path";
import { readStatus } from "../../lib/artifacts/status.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { cannotRunTasks, command, taskUntil, withFiles } from "./task.ts";

// Windows has no signals that one process could send to another.
const ignore = cannotRunTasks || Deno.build.os === "windows";

const good = "dataset: { name: moons, size: 1000 }\narchitecture: { name: mlp, width: 8 }\n";

Deno.test({
  name: "Ctrl-C ends training with a checkpoint and the command that carries it on",
  ignore,
  async fn() {
    await withFiles({ "good.yaml": good }, async (folder) => {
      const long = ["good.yaml", "training.steps=1000000", "--json", "--output", "a b"];
      const interrupt = (child: Deno.ChildProcess) => {
        // A terminal interrupts deno task and what it runs, and deno task passes it on: one press can come twice.
        child.kill("SIGINT");
        child.kill("SIGINT");
      };
      const { code, err } = await taskUntil(command("run", long, folder).spawn(), '"progress"', interrupt);
      assertEquals(code, 130);
      const last =
        '\\nInterrupted after step (\\d+) of 1000000\\nCarry it on with: deno task resume "a b"\\n$';
      const [, step] = new RegExp(`^\\nStopping as soon as nothing is lost[^]*${last}`).exec(err) ?? [];
      assertTrue(Number(step) > 0, err);
      const { message, ...status } = await readStatus(join(folder, "a b"));
      assertEquals(message, `Interrupted after step ${step} of 1000000`);
      const checkpoint = `checkpoints/step-${step!.padStart(6, "0")}.safetensors`;
      assertEquals(status, { status: "interrupted", step: Number(step), steps: 1_000_000, checkpoint });
      assertTrue((await Deno.stat(join(folder, "a b", checkpoint))).isFile);
    });
  },
});

/** A data set that takes its time, and stops at once when it is told to unless it is deaf. */
const late = (isDeaf: boolean) =>
  `import { Failure, noOptions } from ${JSON.stringify(new URL("../../mod.ts", import.meta.url))};
const load = async ({ signal, logger }) => {
  logger.info("fetching");
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, 60_000);
    if (${isDeaf}) return;
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); });
  });
  throw new Failure("Interrupted while fetching", 130);
};
const create = () => ({ shape: [2], classes: [], load });
export const datasets = { late: { summary: "late", options: noOptions, create } };
`;

Deno.test({
  name: "Ctrl-C ends the fetching of data, and a second one ends what does not listen",
  ignore,
  async fn() {
    const files = { "late.ts": late(false), "late.yaml": "dataset: late\nuse: late.ts\n" };
    await withFiles(files, async (folder) => {
      const polite = command("run", ["late.yaml", "--output", "a"], folder).spawn();
      const { code, err } = await taskUntil(polite, "fetching", (child) => child.kill("SIGINT"));
      assertEquals(code, 130);
      assertTrue(err.endsWith("Interrupted while fetching\nCarry it on with: deno task resume a\n"), err);
      // The run notes what it uses before it fetches anything, so that it can be carried on.
      const environment = await Deno.readTextFile(join(folder, "a", "environment.json"));
      assertEquals(JSON.parse(environment).use, [join(folder, "late.ts")]);

      await Deno.writeTextFile(join(folder, "late.ts"), late(true));
      const deaf = command("run", ["late.yaml", "--output", "b"], folder).spawn();
      const { code: again } = await taskUntil(deaf, "fetching", (child) => {
        child.kill("SIGINT");
        setTimeout(() => child.kill("SIGINT"), 600);
      });
      assertEquals(again, 130);
    });
  },
});

import { join } from "node:path";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { namesBelow } from "../artifacts/files.ts";
import { cannotRunTasks as ignore, command, taskUntil, withFiles } from "../tasks/task.ts";

/** Ten images in two folders, the one dark, the other light. */
async function writeImages(folder: string): Promise<void> {
  const { default: sharp } = await import("sharp");
  for (const [name, base] of [["dark", 20], ["light", 200]] as const) {
    await Deno.mkdir(join(folder, "images", name), { recursive: true });
    for (let i = 0; i < 10; i++) {
      const pixels = Uint8Array.from({ length: 16 }, (_, e) => base + (7 * e + 3 * i) % 40);
      const image = sharp(pixels, { raw: { width: 4, height: 4, channels: 1 } });
      await Deno.writeFile(join(folder, "images", name, `${i}.png`), await image.png().toBuffer());
    }
  }
}

const dataset = "dataset: { name: imageFolder, size: 4, channels: 1, testPart: 0.5 }\n";

/** An experiment whose samples are measured with the classifier. */
const measured = `${dataset}architecture: { name: plainCnn, channels: [4] }\n` +
  "training: { steps: 2, batchSize: 4 }\nsampling: { solver: { name: euler, steps: 2 }, count: 8 }\n" +
  "evaluation: [{ name: frechetDistance, count: 4 }]\n";

Deno.test({
  name: "the classifier of a data set is trained once, and metrics find it",
  ignore,
  async fn() {
    await withFiles({ "measured.yaml": measured }, async (folder) => {
      await writeImages(folder);
      const run = async (name: "classifier" | "run" | "resume", ...args: string[]) => {
        const output = await command(name, args, folder, { FLOWLAB_CACHE: join(folder, "cache") }).output();
        const [out, err] = [output.stdout, output.stderr].map((bytes) => new TextDecoder().decode(bytes));
        return { code: output.code, out: out!, err: err! };
      };
      // Nothing is trained that could not be measured.
      const early = await run("run", "measured.yaml", "--output", "a");
      assertEquals(early.code, 2);
      assertEquals(namesBelow(join(folder, "a")).filter((name) => name.endsWith(".safetensors")), []);
      assertTrue(
        /The classifier of the data set imageFolder was not trained yet.*deno task classifier/s.test(
          early.err,
        ),
      );

      const first = await run("classifier", "measured.yaml", "--steps", "20", "--json");
      assertEquals([first.code, first.err], [0, ""]);
      const done = JSON.parse(first.out.trimEnd().split("\n").at(-1)!);
      const { testAccuracy, ...others } = done;
      assertEquals(others, {
        type: "done",
        dataset: "imageFolder",
        file: done.file,
        hash: done.hash,
        steps: 20,
        testImages: others.testImages,
        isKnown: false,
      });
      assertTrue(testAccuracy >= 0 && testAccuracy <= 1 && others.testImages >= 1);
      const bytes = await Deno.readFile(done.file);

      // By its name and options it is the same.
      const options = ["size=4", "channels=1", "testPart=0.5"].map((option) => `dataset.${option}`);
      const again = await run("classifier", "imageFolder", ...options, "--steps=20");
      assertEquals([again.code, again.err], [0, ""]);
      assertTrue(again.out.includes(`It was there already, in ${done.file}`), again.out);
      await Deno.remove(done.file);
      assertEquals((await run("classifier", "imageFolder", ...options, "--steps=20")).code, 0);
      assertEquals(await Deno.readFile(done.file), bytes);

      // A damaged one is made again.
      await Deno.writeFile(done.file, bytes.subarray(0, 100));
      const repaired = await run("classifier", "measured.yaml", "--steps=20");
      assertEquals(repaired.code, 0);
      assertTrue(/warning: .*It is made again/.test(repaired.out), repaired.out);
      assertEquals(await Deno.readFile(done.file), bytes);

      const late = await run("resume", "a");
      assertEquals([late.code, late.err], [0, ""]);
      const lines = await Deno.readTextFile(join(folder, "a", "metrics.jsonl"));
      const { metric, protocol } = JSON.parse(lines.trimEnd().split("\n").at(-1)!);
      assertEquals([metric, protocol.features], ["frechetDistance", `imageFolder classifier ${done.hash}`]);
    });
  },
});

Deno.test({
  name: "an interrupted training keeps nothing, and ends with 130",
  ignore: ignore || Deno.build.os === "windows",
  async fn() {
    await withFiles({}, async (folder) => {
      await writeImages(folder);
      const args = ["imageFolder", "dataset.size=4", "dataset.testPart=0.5", "--steps=1000000", "--json"];
      const child = command("classifier", args, folder, { FLOWLAB_CACHE: join(folder, "cache") }).spawn();
      const { code, err } = await taskUntil(child, '"training"', (running) => running.kill("SIGINT"));
      assertEquals(code, 130);
      assertTrue(/Interrupted after step \d+ of 1000000/.test(err), err);
      assertTrue(!namesBelow(join(folder, "cache")).includes("classifiers"));
    });
  },
});

Deno.test({
  name: "what has no classifier, or is called wrongly, is refused with what to do",
  ignore,
  async fn() {
    await withFiles({}, async (folder) => {
      const cases: (readonly [args: string[], said: RegExp])[] = [
        [[], /^Expected a data set or an experiment file\n\nUsage: deno task classifier/],
        [["mnst"], /^Expected an experiment file or a data set.*did you mean `mnist`\?/],
        [["moons"], /^A classifier reads images .*; the examples of moons are \[2\]/],
        [["mnist", "cifar10"], /found also "cifar10"/],
        [["mnist", "path=linear"], /^"path=linear" changes no classifier/],
        [["mnist", "dataset.flap=true"], /mnist has no option/],
        [["mnist", "--steps", "0"], /^Expected a whole number of steps/],
        [["./none.yaml"], /none\.yaml.*does not exist/s],
      ];
      for (const [args, said] of cases) {
        const { code, stderr } = await command("classifier", args, folder).output();
        const err = new TextDecoder().decode(stderr);
        assertEquals(code, 2, err);
        assertTrue(said.test(err), err);
      }
    });
  },
});

import { join } from "node:path";
import { type MetricLine, readMetrics } from "../../lib/artifacts/metrics_file.ts";
import { namesBelow } from "../artifacts/files.ts";
import { fingerprints } from "../end_to_end/runs.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { cannotRunTasks as ignore, inPairs, task, withFiles } from "./task.ts";

const measured = "dataset: { name: moons, size: 400 }\narchitecture: { name: mlp, width: 8 }\n" +
  "training: { steps: 4, batchSize: 8, checkpointEverySteps: 2 }\n" +
  "sampling: { solver: { name: heun, steps: 5 }, count: 30 }\n" +
  "evaluation: [{ name: wasserstein2, count: 30 }]\n";

const oracle =
  "dataset: { name: gaussian, size: 400 }\narchitecture: gaussianOracle\ntraining: { steps: 0 }\n" +
  "sampling: { solver: { name: heun, steps: 5 }, count: 20 }\n";

/** The results among the lines of a metrics file. */
async function results(file: string): Promise<MetricLine[]> {
  return (await readMetrics(file)).filter(({ metric, protocol }) => metric && protocol);
}

Deno.test({
  name: "a run is measured again with the same bits, and with other metrics, and stays as it is",
  ignore,
  async fn() {
    await withFiles({ "measured.yaml": measured }, async (folder) => {
      const run = join(folder, "a");
      assertEquals((await task("run", ["measured.yaml", "--output", "a"], folder)).code, 0);
      const before = await fingerprints(run);
      const [own] = await results(join(run, "metrics.jsonl"));
      assertEquals(own!["metric"], "wasserstein2");

      const again = await task("evaluate", ["a"], folder);
      assertEquals([again.code, again.err], [0, ""]);
      const first = join(run, "evaluation", "1");
      assertTrue(/^wasserstein2: \S+, floor /m.test(again.out), again.out);
      assertTrue(again.out.endsWith(`The results are in ${join(first, "metrics.jsonl")}\n`), again.out);
      assertEquals(await readMetrics(join(first, "metrics.jsonl")), [own!]);

      const curve = "evaluation=[{ name: nfeCurve, solvers: [euler], steps: [1, 2], count: 20 }]";
      const other = await task("evaluate", ["a", curve, "--json"], folder);
      assertEquals([other.code, other.err], [0, ""]);
      const last = other.out.trimEnd().split("\n").map((line) => JSON.parse(line)).at(-1);
      const second = join(run, "evaluation", "2");
      assertEquals(last, { type: "done", folder: second, metrics: join(second, "metrics.jsonl") });
      assertEquals(namesBelow(second), ["config.resolved.yaml", "metrics.jsonl", "nfeCurve.svg"]);
      assertEquals((await readMetrics(join(second, "metrics.jsonl"))).map(({ calls }) => calls), [
        undefined,
        1,
        2,
      ]);

      const named = ["a", "slicedWasserstein", "straightness", "--seed", "5", "--output", "b"];
      assertEquals((await task("evaluate", named, folder)).code, 0);
      assertEquals(
        (await results(join(folder, "b", "metrics.jsonl"))).map(({ metric }) => metric),
        ["slicedWasserstein", "straightness"],
      );
      const config = await Deno.readTextFile(join(folder, "b", "config.resolved.yaml"));
      assertTrue(/^seed: 5 # command line$/m.test(config), config);

      const after = Object.entries(await fingerprints(run)).filter(([name]) =>
        !name.startsWith("evaluation")
      );
      assertEquals(Object.fromEntries(after), before);
    });
  },
});

Deno.test({
  name: "an oracle is measured too, and a run whose experiment measures nothing needs a metric's name",
  ignore,
  async fn() {
    await withFiles({ "oracle.yaml": oracle }, async (folder) => {
      assertEquals((await task("run", ["oracle.yaml", "--output", "a"], folder)).code, 0);
      const nothing = await task("evaluate", ["a"], folder);
      assertEquals([nothing.code, nothing.out], [2, ""]);
      assertTrue(
        /^There is nothing to measure.*deno task evaluate RUN wasserstein2/.test(nothing.err),
        nothing.err,
      );
      assertTrue(!namesBelow(join(folder, "a")).includes("evaluation"), "no folder stays behind");
      const { code, err } = await task("evaluate", ["a", "slicedWasserstein"], folder);
      assertEquals([code, err], [0, ""]);
      const [line] = await results(join(folder, "a", "evaluation", "1", "metrics.jsonl"));
      // Draws of the exact law differ from its data by chance alone: two sets of 400 have a distance of 1/√400 or so.
      assertTrue(line!["value"] as number < 0.5, `the distance is ${line!["value"]}`);
    });
  },
});

Deno.test({
  name: "what cannot be measured is refused, with what to do, and leaves no folder behind",
  ignore,
  async fn() {
    await withFiles({ "measured.yaml": measured, "full": "" }, async (folder) => {
      assertEquals((await task("run", ["measured.yaml", "--output", "a"], folder)).code, 0);
      const checkpoints = join(folder, "a", "checkpoints");
      const cases: (readonly [args: string[], said: RegExp])[] = [
        [[], /^Expected the folder of a run\n\nUsage: deno task evaluate/],
        [["b"], /^There is no run folder "b"; .*"a"/],
        [["a", "wasserstien2"], /found "wasserstien2"; did you mean `wasserstein2`\?/],
        [["a", "a, b]"], /found "a, b\]"/],
        [["a", "evaluation=[{ name: wasserstein2, cuont: 3 }]"], /wasserstein2 has no option `cuont`/],
        [["a", "straightness", "evaluation=[wasserstein2]"], /^Expected metrics by name or evaluation=/],
        [["a", "sampling.count=3"], /^Cannot change "sampling\.count=3" of a finished run/],
        [["a", "--output", "."], /^The output folder "\." is not empty/],
      ];
      await inPairs(cases, async ([args, said]) => {
        const { code, out, err } = await task("evaluate", args, folder);
        assertEquals([code, out], [2, ""], err);
        assertTrue(said.test(err), err);
      });
      // As if it had been killed half way.
      await Deno.remove(join(checkpoints, "step-000004.safetensors"));
      const half = await task("evaluate", ["a"], folder);
      assertEquals([half.code, half.out], [2, ""]);
      assertTrue(
        /no checkpoint of its last step, 4: the last is of step 2; deno task resume carries it on$/m.test(
          half.err,
        ),
        half.err,
      );
      assertTrue(!namesBelow(join(folder, "a")).includes("evaluation"), "no folder stays behind");
    });
  },
});

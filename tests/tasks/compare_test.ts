import { join } from "node:path";
import { writeStatus } from "../../lib/artifacts/status.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { cannotRunTasks as ignore, inPairs, task, withFiles } from "./task.ts";

/** A run as it would have been left, with what a comparison reads. */
interface Left {
  readonly config: string;
  /** The lines of metrics.jsonl, by the folder within the run's. */
  readonly metrics: Readonly<Record<string, readonly object[]>>;
  readonly status?: "done" | "interrupted";
}

/** Writes runs into a folder. */
async function leave(folder: string, runs: Readonly<Record<string, Left>>): Promise<void> {
  for (const [name, { config, metrics, status = "done" }] of Object.entries(runs)) {
    const run = join(folder, name);
    await Deno.mkdir(run, { recursive: true });
    await Deno.writeTextFile(join(run, "config.resolved.yaml"), config);
    await writeStatus(run, { status, step: 20, steps: 30 });
    for (const [inner, lines] of Object.entries(metrics)) {
      await Deno.mkdir(join(run, inner), { recursive: true });
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      await Deno.writeTextFile(join(run, inner, "metrics.jsonl"), text);
    }
  }
}

/** Twenty logged losses, of which the last two count. */
const losses = (last: number) =>
  Array.from({ length: 20 }, (_, i) => ({ step: i + 1, loss: i < 18 ? 100 : last + i - 18 }));

const distance = (value: number, samples: number) => ({
  metric: "wasserstein2",
  value,
  floor: 0.125,
  protocol: { samples, split: "test" },
});

const runs: Readonly<Record<string, Left>> = {
  "outputs/a/1": {
    config: "seed: 0\ndataset: { name: moons }\ntraining: { steps: 20 }\n",
    metrics: { ".": [...losses(1), distance(0.5, 50)], "evaluation/10": [distance(0.75, 50)] },
  },
  "b": {
    config: "seed: 0\ndataset: { name: moons }\ntraining: { steps: 30, clipNorm: 1 }\n",
    metrics: { ".": [...losses(2), distance(0.25, 60)], "evaluation/2": [distance(0.375, 50)] },
    status: "interrupted",
  },
};

Deno.test({
  name: "runs stand beside each other: keys that differ, losses, and numbers of one protocol in one row",
  ignore,
  async fn() {
    await withFiles({}, async (folder) => {
      await leave(folder, runs);
      await Deno.writeTextFile(join(folder, "outputs", "a", "latest"), "1\n");
      const { code, out, err } = await task("compare", ["outputs/a/latest", "b"], folder);
      assertEquals([code, err], [0, ""]);
      assertEquals(out.split("\n"), [
        "                                   outputs/a/latest  b",
        "training.steps                     20                30",
        "training.clipNorm                  –                 1",
        "",
        "loss                               1.5               2.5",
        "wasserstein2 (samples 50)          0.5, 0.75         0.375",
        "  wasserstein2.floor (samples 50)  0.125             0.125",
        "wasserstein2 (samples 60)          –                 0.25",
        "  wasserstein2.floor (samples 60)  –                 0.125",
        "",
        "b is interrupted after step 20 of 30",
        "wasserstein2: samples differs in the protocol, so numbers of different rows do not compare",
        "Several numbers in one place are the run's own and those of its evaluations; --json says which",
        "",
      ]);

      const json = JSON.parse((await task("compare", ["outputs/a/1", "b", "--json"], folder)).out);
      assertEquals(json.runs, ["outputs/a/1", "b"]);
      assertEquals(json.config, [
        { key: "training.steps", values: [20, 30] },
        { key: "training.clipNorm", values: [null, 1] },
      ]);
      assertEquals(json.metrics[1].values, [
        [
          { value: 0.5, from: "metrics.jsonl" },
          { value: 0.75, from: "evaluation/10/metrics.jsonl" },
        ],
        [{ value: 0.375, from: "evaluation/2/metrics.jsonl" }],
      ]);
      assertEquals(json.notes.length, 2);
    });
  },
});

Deno.test({
  name: "keys that make a loss another quantity, and other data, are named; equal runs are said to be equal",
  ignore,
  async fn() {
    await withFiles({}, async (folder) => {
      const { config, metrics } = runs["b"]!;
      const other = `${config.replace("moons", "rings")}target: { name: data }\n`;
      await leave(folder, { b: runs["b"]!, c: { config: other, metrics } });
      const { out } = await task("compare", ["b", "c"], folder);
      assertTrue(
        out.includes(
          "\nloss: dataset.name, target.name differ, so the losses are of different things\n" +
            "dataset.name differs: metrics compare only where the data are the same\n",
        ),
        out,
      );
      await leave(folder, { d: { config, metrics: {} } });
      const equal = await task("compare", ["d", "d", "d"], folder);
      assertEquals(equal.out.split("\n").slice(1), [
        "",
        "The configs are equal",
        "Nothing was measured: deno task evaluate RUN does",
        "",
      ]);
    });
  },
});

Deno.test({
  name: "what is no run is refused as every task refuses it",
  ignore,
  async fn() {
    await withFiles({}, async (folder) => {
      await leave(folder, { b: runs["b"]! });
      const cases: (readonly [args: string[], said: RegExp])[] = [
        [["b"], /^Expected two runs or more\n\nUsage: deno task compare/],
        [["b", "c"], /^There is no run folder "c"; .*"b"/],
        [["b", "."], /^"\." is not a run folder: expected config\.resolved\.yaml in it/],
      ];
      await inPairs(cases, async ([args, said]) => {
        const { code, out, err } = await task("compare", args, folder);
        assertEquals([code, out], [2, ""]);
        assertTrue(said.test(err), err);
      });
    });
  },
});

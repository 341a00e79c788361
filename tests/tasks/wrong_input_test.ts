import { join } from "node:path";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { cannotRunTasks as ignore, inPairs, task, withFiles } from "./task.ts";

/** What a test does: the task, its arguments, and what the user must read. */
type Case = readonly [name: "run" | "sample" | "resume" | "check", args: readonly string[], said: RegExp];

/** Files that a clumsy user may have. */
const files: Readonly<Record<string, string>> = {
  "good.yaml": "dataset: moons\ntraining: { steps: 2 }\nsampling: { count: 2 }\n",
  "wrong.yaml": "dataset: mons\nfoo: 1\ntraining: { stepz: 3 }\n" +
    "sampling: { solver: { name: rk4, stepss: 2 } }\narchitecture: { name: mlp, channels: 3 }\n",
  "twice.yaml": "dataset: moons\nseed: 1\nseed: 2\n",
  "open.yaml": "dataset: { name: moons\nseed: 1\n",
  "images.yaml": "dataset: mnist\narchitecture: mlp\n",
  "implied.yaml": "dataset: mnist\n",
  "refuses.yaml": "dataset: moons\nuse: fussy.ts\npath: fussy\n",
  "fussy.ts": `import { noOptions } from ${JSON.stringify(new URL("../../mod.ts", import.meta.url))};
    const create = () => { throw new RangeError("Expected another mood"); };
    export const paths = { fussy: { summary: "s", options: noOptions, create } };`,
  "file": "",
};

/** Runs the cases; each must end with 2, say what is wrong and nothing else, and leave no file behind. */
async function assertRefused(cases: readonly Case[]): Promise<void> {
  await withFiles(files, async (folder) => {
    const before = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    await inPairs(cases, async ([name, args, said]) => {
      const { code, out, err } = await task(name, args, folder);
      const call = `${name} ${args.join(" ")}\n${err}`;
      assertEquals([code, out], [2, ""], call);
      assertTrue(said.test(err), call);
      assertTrue(!/^ +at |\.ts:\d/m.test(err), call);
    });
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), before);
  });
}

Deno.test({
  name: "arguments that make no sense are answered with what is wrong and how the task is called",
  ignore,
  fn: () =>
    assertRefused([
      [
        "run",
        [],
        /^Expected an experiment file\n\nUsage: deno task run .*\ndeno task run --help says more\n$/,
      ],
      ["run", ["good.yaml", "--smok"], /^Unknown flag --smok; did you mean `--smoke`\?\n\nUsage/],
      ["run", ["good.yaml", "--output", "--json"], /^Expected a value for --output, as in --output=VALUE/],
      ["run", ["good.yaml", "--output="], /^Expected a value for --output/],
      ["run", ["good.yaml", "--smoke=3"], /^Expected --smoke without a value/],
      [
        "run",
        ["good.yaml", "wrong.yaml"],
        /^Expected one experiment and changes .*; found also "wrong.yaml"/,
      ],
      ["sample", ["run", "--seed", "-1"], /^Expected a value for --seed/],
      ["resume", ["run", "seed=1"], /^A run is resumed as it was begun; found also "seed=1"/],
      ["check", ["seed=1"], /^Expected an experiment file\n\nUsage/],
    ]),
});

Deno.test({
  name: "wrong files and changes are answered with every problem at its place",
  ignore,
  fn: () =>
    assertRefused([
      ["run", ["god.yaml"], /^god\.yaml\n.*it does not exist; did you mean `good\.yaml`\?/],
      ["run", ["open.yaml"], /^open\.yaml:2:1\n/],
      ["run", ["twice.yaml"], /^twice\.yaml:3:1 {2}seed\n[^]*the first is on line 2/],
      [
        "run",
        ["wrong.yaml", "seed=-1", "sampling.cuont=2"],
        new RegExp([
          "^wrong.yaml:1:10 .*\\n[^]*did you mean `moons`",
          "\\nwrong.yaml:2:1 .*\\n[^]*unknown key `foo`",
          "\\nwrong.yaml:3:13 .*\\n[^]*did you mean `steps`",
          "\\nwrong.yaml:4:34 .*\\n[^]*rk4 has no option `stepss`",
          "\\nwrong.yaml:5:28 .*\\n[^]*`channels` is an option of plainCnn, plainUnet",
          "\\ncommand line: seed=-1\\n[^]*at least 0",
          "\\ncommand line: sampling.cuont=2\\n[^]*did you mean `count`",
          "\\n7 problems in wrong.yaml\\n$",
        ].join("[^]*")),
      ],
      ["run", ["good.yaml", "seed=.inf"], /expected a finite number/],
      ["run", ["images.yaml"], /^images\.yaml:2:15 {2}architecture\n[^]*mlp takes points/],
      ["run", ["implied.yaml"], /^implied\.yaml\n {2}architecture mlp takes points/],
      [
        "run",
        ["good.yaml", "architecture=plainUnet"],
        /^command line: architecture=plainUnet\n[^]*takes images/,
      ],
      ["run", ["refuses.yaml"], /^refuses\.yaml:3:7 {2}path\n[^]*Expected another mood/],
      ["check", ["images.yaml", "wrong.yaml"], /^images[^]*\n\nwrong[^]*\n2 of 2 experiments are wrong\n$/],
    ]),
});

Deno.test({
  name: "places that cannot be written to and runs that do not exist are named",
  ignore,
  fn: () =>
    assertRefused([
      ["run", ["good.yaml", "--output", "."], /^The output folder "\." is not empty/],
      ["run", ["good.yaml", "--output", "file"], /run folder in "file": there is a file of that name/],
      [
        "run",
        ["good.yaml", "--output", join("file", "x")],
        /a file where a folder should be; choose another/,
      ],
      ["resume", ["moons"], /^There is no run folder "moons"/],
      ["resume", ["."], /^"\." is not a run folder: expected config\.resolved\.yaml in it/],
      ["resume", ["good.yaml"], /experiment files are for deno task run/],
      ["sample", ["moons", "path=linear"], /^Cannot change "path=linear" of a trained run/],
    ]),
});

Deno.test({
  name: "Linux's own folders are answered without advice that does not help",
  ignore: ignore || Deno.build.os !== "linux",
  fn: () =>
    assertRefused([
      ["run", ["good.yaml", "--output", "/proc/x"], /"\/proc\/x": Deno does not let programs write there/],
      ["run", ["good.yaml", "--output", "/sys/x"], /Deno does not let programs write there/],
    ]),
});

Deno.test({
  name: "every task explains itself with --help",
  ignore,
  async fn() {
    const names = [
      "run",
      "resume",
      "sample",
      "evaluate",
      "classifier",
      "compare",
      "check",
      "list",
      "describe",
      "schema",
    ] as const;
    await inPairs(names, async (name) => {
      const { code, out, err } = await task(name, ["x", "--help"], Deno.cwd());
      assertEquals([code, err, out.split("\n")[0]!.startsWith(`Usage: deno task ${name}`)], [0, "", true]);
    });
  },
});

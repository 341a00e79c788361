import { resolveExperiment } from "../../lib/config/resolve.ts";
import { configDifference } from "../../lib/config/resolved.ts";
import { assertEquals } from "../support/assert.ts";
import { catalogs, problemsFrom, resolve, verdicts } from "./fake_catalogs.ts";

const TRAINING_KEYS = "epochs, steps, batchSize, accumulate, emaDecay, emaHalfLife, emaWarmUp, clipNorm, " +
  "validation, checkpointEverySteps, logEverySteps";

Deno.test("everything but the data set has a default", () => {
  assertEquals(resolve("dataset: moons").config, {
    name: "x",
    description: "",
    seed: 0,
    dataset: { name: "moons" },
    source: { name: "gaussian" },
    coupling: { name: "independent" },
    timeSampler: { name: "uniform" },
    path: { name: "linear" },
    gamma: { name: "none" },
    target: { name: "velocity" },
    loss: { name: "meanSquare" },
    weighting: { name: "uniform" },
    architecture: { name: "mlp", channels: [32, 32] },
    conditioning: { class: false, dropProbability: 0.1 },
    optimizer: { name: "adam", learningRate: 1e-3 },
    schedule: { name: "constant" },
    training: {
      epochs: 1,
      batchSize: 128,
      accumulate: 1,
      emaDecay: 0.999,
      emaWarmUp: true,
      checkpointEverySteps: 200,
      logEverySteps: 1,
    },
    sampling: {
      solver: { name: "heun", steps: 10, grid: { power: 1 } },
      timeGrid: { name: "uniform" },
      count: 64,
      batchSize: 64,
      guidance: { scale: 1, from: 0, to: 1 },
      field: "velocity",
    },
    evaluation: [],
    engine: { name: "onnx" },
  });
});

Deno.test("the data set is required", async () => {
  assertEquals(await verdicts("seed: 1"), [
    "1:1 dataset [s] missing key `dataset`: expected one of moons, folder",
  ]);
  assertEquals(await verdicts("dataset:"), [
    "1:9 dataset [] expected the name of a dataset, one of moons, folder, or a map with its name and options; nothing",
  ]);
});

Deno.test("the order of the keys in the file does not matter", () => {
  const a = resolve("seed: 3\ndataset: moons\npath: linear").config;
  const b = resolve("path: linear\ndataset: moons\nseed: 3").config;
  assertEquals(configDifference(a, b), []);
  assertEquals(Object.keys(a), Object.keys(b));
});

Deno.test("an unknown key is marked at every depth, with the nearest key", async () => {
  assertEquals(
    await verdicts(
      "dataset: moons\nsede: 1\ntraining: { batchsize: 1 }\nsampling:\n  solver: { name: rk4, stpes: 1 }",
    ),
    [
      "2:1 sede [sede] unknown key `sede`; did you mean `seed`?",
      "3:13 training.batchsize [batchsize] unknown key `batchsize`; did you mean `batchSize`?",
      "5:24 sampling.solver.stpes [stpes] rk4 has no option `stpes`: expected one of steps, grid; did you mean `steps`?",
    ],
  );
});

Deno.test("an unknown key that is like no other is answered with all keys", async () => {
  assertEquals(await verdicts("dataset: moons\ntraining:\n  zzz: 1"), [
    "3:3 training.zzz [zzz] unknown key `zzz`; " +
    `expected one of ${TRAINING_KEYS}`,
  ]);
});

Deno.test("a key in the wrong section is answered with the right ones", async () => {
  assertEquals(await verdicts("dataset: moons\nbatchSize: 8"), [
    "2:1 batchSize [batchSize] unknown key `batchSize`; did you mean `training.batchSize` or `sampling.batchSize`?",
  ]);
  assertEquals(await verdicts("dataset: moons\ntraining: { optimizer: adam }"), [
    "2:13 training.optimizer [optimizer] unknown key `optimizer`; did you mean `optimizer` at the top level?",
  ]);
});

Deno.test("the key __proto__ is as unknown as any other", async () => {
  assertEquals(
    (await verdicts("dataset: moons\n__proto__: { seed: 1 }"))[0]!.slice(0, 54),
    "2:1 __proto__ [__proto__] unknown key `__proto__`; exp",
  );
});

Deno.test("nothing is coerced: a wrong type is reported with what was found", async () => {
  assertEquals(
    await verdicts(
      'dataset: moons\nseed: "10"\ndescription: 5\nsampling: { count: true, batchSize: [1] }\ntraining: 3',
    ),
    [
      '2:7 seed ["10"] expected a number; the string "10"; write 10 without quotes',
      "3:14 description [5] expected a string; the number 5",
      "4:20 sampling.count [true] expected a number; true",
      "4:37 sampling.batchSize [[1]] expected a number; a list",
      "5:11 training [3] expected a map; the number 3",
    ],
  );
});

Deno.test("a number out of range is reported with the bound", async () => {
  assertEquals(
    await verdicts(
      "dataset: moons\nseed: -1\ntraining: { emaDecay: 1, batchSize: 0, steps: 1.5 }\noptimizer: { name: adam, learningRate: 0 }",
    ),
    [
      "2:7 seed [-1] expected at least 0; the number -1",
      "3:23 training.emaDecay [1] expected less than 1; the number 1",
      "3:37 training.batchSize [0] expected at least 1; the number 0",
      "3:47 training.steps [1.5] expected a whole number; the number 1.5",
      "4:40 optimizer.learningRate [0] expected more than 0; the number 0",
    ],
  );
});

Deno.test("a seed may be any integer that a double holds exactly", async () => {
  assertEquals(resolve("dataset: moons\nseed: 9007199254740991").config.seed, Number.MAX_SAFE_INTEGER);
  assertEquals(await verdicts("dataset: moons\nseed: 9007199254740993"), [
    "2:7 seed [9007199254740993] expected at most 9007199254740991; the number 9007199254740992",
  ]);
  assertEquals((await verdicts("dataset: moons\nseed: .nan")).length, 1);
});

Deno.test("a name must be good for a folder, the file's own name too", async () => {
  const rule = "expected letters, digits, `_`, `-` and `.`, since it names a folder";
  assertEquals(await verdicts("dataset: moons\nname: ../x"), [`2:7 name [../x] ${rule}; the string "../x"`]);
  assertEquals((await verdicts("dataset: moons\nname: ..")).length, 1);
  const file = "experiments/my first.yaml";
  const [problem] = await problemsFrom(() => resolveExperiment("dataset: moons", { file, catalogs }));
  assertEquals([problem!.path, problem!.rule], ["name", `missing key \`name\`: ${rule}`]);
  assertEquals(resolve("dataset: moons\nname: a-b_c.2").config.name, "a-b_c.2");
});

Deno.test("training lasts for epochs or for steps, not for both", async () => {
  const steps = resolve("dataset: moons\ntraining: { steps: 7 }").config.training;
  assertEquals([steps.epochs, steps.steps], [undefined, 7]);
  assertEquals(await verdicts("dataset: moons\ntraining: { epochs: 1, steps: 7, zzz: 1 }"), [
    "2:24 training.steps [steps] expected either epochs or steps; both",
    "2:34 training.zzz [zzz] unknown key `zzz`; " +
    `expected one of ${TRAINING_KEYS}`,
  ]);
});

Deno.test("a limit of the gradient's norm is optional, and positive", async () => {
  assertEquals(resolve("dataset: moons").config.training.clipNorm, undefined);
  assertEquals(resolve("dataset: moons\ntraining: { clipNorm: 0.5 }").config.training.clipNorm, 0.5);
  assertEquals(await verdicts("dataset: moons\ntraining: { clipNorm: 0 }"), [
    "2:23 training.clipNorm [0] expected more than 0; the number 0",
  ]);
});

Deno.test("all problems are reported at once, in reading order, those of arguments last", async () => {
  const found = await verdicts("dataset: mons\npath: linaer\nseed: x\nengine: onx", ["sampling.cuont=3"]);
  assertEquals(found.map((verdict) => verdict.split(" ").slice(0, 2).join(" ")), [
    "1:10 dataset",
    "2:7 path",
    "3:7 seed",
    "4:9 engine",
    "command line",
  ]);
});

Deno.test("what is measured is a list of metrics, each checked as any choice", async () => {
  const { evaluation } =
    resolve("dataset: moons\nevaluation: [wasserstein2, { name: wasserstein2, count: 7 }]").config;
  assertEquals(evaluation, [{ name: "wasserstein2", count: 100 }, { name: "wasserstein2", count: 7 }]);
  assertEquals(
    await verdicts("dataset: moons\nevaluation:\n  - wasserstein3\n  - { name: wasserstein2, cuont: 7 }"),
    [
      '3:5 evaluation[0] [wasserstein3] expected wasserstein2; "wasserstein3"; did you mean `wasserstein2`?',
      "4:27 evaluation[1].cuont [cuont] wasserstein2 has no option `cuont`: expected count; did you mean `count`?",
    ],
  );
});

Deno.test("a path to sample on is optional, and a choice of its own", () => {
  assertEquals(resolve("dataset: moons").config.sampling.path, undefined);
  const { path, sampling } = resolve("dataset: moons\nsampling: { path: polynomial }").config;
  assertEquals([path, sampling.path], [{ name: "linear" }, { name: "polynomial", exponent: 2 }]);
});

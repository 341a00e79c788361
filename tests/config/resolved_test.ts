import { configDifference, configHash, parseResolved, resolvedYaml } from "../../lib/config/resolved.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { catalogs, resolve } from "./fake_catalogs.ts";

const text = `dataset: { name: folder, path: "./my data: 1" }
description: "3"
architecture:
  name: mlp
  channels: [8, 16]
optimizer: { name: adam, learningRate: 1e-7 }
path: polynomial
`;

Deno.test("the resolved config names the origin of every value", () => {
  const yaml = resolvedYaml(resolve(text, ["sampling.solver.steps=50", "seed=3"]));
  const line = (start: string): string | undefined =>
    yaml.split("\n").find((l) => l.trim().startsWith(start))?.trim();
  assertEquals(line("name:"), "name: x # default");
  assertEquals(line("description:"), 'description: "3" # line 2');
  assertEquals(line("seed:"), "seed: 3 # command line");
  assertEquals(line("path: "), 'path: "./my data: 1" # line 1');
  assertEquals(line("channels:"), "channels: [8, 16] # line 5");
  assertEquals(line("learningRate:"), "learningRate: 1e-7 # line 6");
  assertEquals(line("steps:"), "steps: 50 # command line");
  // The name that the argument implied is the default's; the short form's name stands in the file.
  assertTrue(yaml.includes("solver:\n    name: heun # default\n    steps: 50 # command line\n"));
  assertTrue(yaml.includes("path:\n  name: polynomial # line 7\n  exponent: 2 # default\n"));
});

Deno.test("the resolved config is an experiment with the same config", () => {
  for (
    const overrides of [[], ["training.steps=5"], ['description="null"', 'name="true"'], [
      'description="a\\nb # c"',
    ]]
  ) {
    const experiment = resolve(text, overrides);
    const again = parseResolved(resolvedYaml(experiment), { catalogs });
    assertEquals(again, experiment.config);
    assertEquals(Object.keys(again), Object.keys(experiment.config));
    assertEquals(configHash(again), configHash(experiment.config));
  }
});

Deno.test("a resolved config that was damaged is refused", async () => {
  const yaml = resolvedYaml(resolve(text)).replace("channels", "chanels");
  await assertFails(() => parseResolved(yaml, { catalogs }), "did you mean `channels`?");
});

Deno.test("the hash depends on the values and not on their order or origin", () => {
  const hash = configHash(resolve("dataset: moons\nseed: 3").config);
  assertTrue(/^[0-9a-f]{8}$/.test(hash));
  assertEquals(configHash(resolve("seed: 0\ndataset: { name: moons }", ["seed=3"]).config), hash);
  assertTrue(configHash(resolve("dataset: moons\nseed: 4").config) !== hash);
  const { config } = resolve("dataset: moons\nseed: 3");
  const backwards = Object.fromEntries(Object.entries(config).reverse()) as unknown as typeof config;
  assertEquals(configHash(backwards), hash);
});

Deno.test("the difference of two configs lists each value that differs, or that one lacks", () => {
  const a = resolve("dataset: moons\npath: polynomial").config;
  const b =
    resolve("dataset: moons\nseed: 2\narchitecture: { name: mlp, channels: [1] }\ntraining: { steps: 4 }")
      .config;
  assertEquals(configDifference(a, a), []);
  assertEquals(configDifference(a, b), [
    { path: "seed", a: 0, b: 2 },
    { path: "path.name", a: "polynomial", b: "linear" },
    { path: "path.exponent", a: 2, b: undefined },
    { path: "architecture.channels", a: [32, 32], b: [1] },
    { path: "training.epochs", a: 1, b: undefined },
    { path: "training.steps", a: undefined, b: 4 },
  ]);
});

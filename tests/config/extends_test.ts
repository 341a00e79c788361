import { readChain } from "../../lib/config/extends.ts";
import { fileSource } from "../../lib/config/place.ts";
import { resolveTrees } from "../../lib/config/resolve.ts";
import { resolvedYaml } from "../../lib/config/resolved.ts";
import type { Experiment } from "../../lib/config/resolve.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { catalogs, problemsFrom, resolve } from "./fake_catalogs.ts";

/** Resolves `experiments/x.yaml` from texts by their path. */
async function resolveFiles(
  files: Readonly<Record<string, string>>,
  overrides: string[] = [],
): Promise<Experiment> {
  const file = "experiments/x.yaml";
  const main = fileSource(files[file]!, file);
  const chain = await readChain(main, (path) => Promise.resolve(fileSource(files[path]!, path)));
  const resolved = resolveTrees(chain.map(({ tree }) => tree), main, { catalogs, overrides });
  return { file, text: files[file]!, catalogs, use: [], ...resolved };
}

Deno.test("a file is laid over the files that it extends, paths being relative to each file", async () => {
  const experiment = await resolveFiles({
    "experiments/x.yaml": "extends: ../shared/middle.yaml\nseed: 3\ntraining: { steps: 7 }",
    "shared/middle.yaml": "extends: low/base.yaml\nseed: 2\npath: { name: curved, bend: 1 }",
    "shared/low/base.yaml":
      "dataset: moons\nseed: 1\npath: { name: polynomial, exponent: 9 }\ntraining: { epochs: 2, batchSize: 5 }",
  });
  const { config } = experiment;
  assertEquals(config.seed, 3);
  assertEquals(config.path, { name: "curved", bend: 1, exponent: 1 });
  assertEquals([config.training.steps, config.training.epochs, config.training.batchSize], [7, undefined, 5]);
  const yaml = resolvedYaml(experiment);
  assertTrue(yaml.includes("seed: 3 # line 2\n"));
  assertTrue(yaml.includes("bend: 1 # ../shared/middle.yaml line 3\n"));
  assertTrue(yaml.includes("batchSize: 5 # ../shared/low/base.yaml line 4\n"));
});

Deno.test("arguments are laid over all files", async () => {
  const { config } = await resolveFiles({
    "experiments/x.yaml": "extends: base.yaml",
    "experiments/base.yaml": "dataset: moons\npath: curved",
  }, ["path.bend=2"]);
  assertEquals(config.path, { name: "curved", bend: 2, exponent: 1 });
});

Deno.test("a problem in an extended file is blamed on that file", async () => {
  const problems = await problemsFrom(() =>
    resolveFiles({
      "experiments/x.yaml": "extends: base.yaml\nsede: 3",
      "experiments/base.yaml": "dataset: moons\npath: linaer",
    })
  );
  assertEquals(problems.map(({ file, line, col }) => `${file}:${line}:${col}`), [
    "experiments/base.yaml:2:7",
    "experiments/x.yaml:2:1",
  ]);
});

Deno.test("files that extend each other in a circle are refused with the chain", async () => {
  await assertFails(
    () =>
      resolveFiles({
        "experiments/x.yaml": "extends: a.yaml",
        "experiments/a.yaml": "seed: 1\nextends: b.yaml",
        "experiments/b.yaml": "extends: ../experiments/a.yaml",
      }),
    /b\.yaml:1:10 {2}extends\n.*\n.*\n.*circle; found a\.yaml → b\.yaml → a\.yaml/,
  );
  await assertFails(() => resolveFiles({ "experiments/x.yaml": "extends: x.yaml" }), "x.yaml → x.yaml");
});

Deno.test("a chain that never ends is refused", async () => {
  let depth = 0;
  const main = fileSource("extends: a/x.yaml", "x.yaml");
  await assertFails(
    () => readChain(main, (path) => Promise.resolve(fileSource("extends: a/x.yaml", (depth++, path)))),
    "at most 32 files",
  );
  assertEquals(depth, 31);
});

Deno.test("extends names one file", async () => {
  for (const value of ["[a.yaml, b.yaml]", "3", "", '""', "{ a: b }"]) {
    await assertFails(
      () => resolveFiles({ "experiments/x.yaml": `extends: ${value}` }),
      "expected the path of one file",
    );
  }
});

Deno.test("a text that stands alone cannot extend or use a file", async () => {
  const problems = await problemsFrom(() => resolve("dataset: moons\nextends: a.yaml\nuse: b.ts"));
  assertEquals(problems.map(({ line, path }) => `${line} ${path}`), ["2 extends", "3 use"]);
});

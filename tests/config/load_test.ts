import { dirname, join } from "node:path";
import { loadExperiment } from "../../lib/config/load.ts";
import { resolvedYaml } from "../../lib/config/resolved.ts";
import { allowed } from "../support/permissions.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { catalogs } from "./fake_catalogs.ts";

const ignore = !allowed("read", "write");

/** Writes files into a new folder, runs `fn` with it, and removes it. */
async function withFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  fn: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      await Deno.mkdir(dirname(path), { recursive: true });
      if (typeof content === "string") await Deno.writeTextFile(path, content);
      else await Deno.writeFile(path, content);
    }
    await fn(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "a file is loaded with what it extends and uses, each path relative to the file that names it",
  ignore,
  async fn() {
    const component = new URL("../../lib/component.ts", import.meta.url).href;
    const module = `import { noOptions } from ${JSON.stringify(component)};
      export const paths = { mine: { summary: "mine", options: noOptions, create: () => ({}) } };`;
    await withFiles({
      "a/x.yaml": "extends: ../b/base.yaml\npath: mine\n",
      "b/base.yaml": "dataset: moons\nuse: mine.ts\nseed: 4\n",
      "b/mine.ts": module,
    }, async (folder) => {
      const experiment = await loadExperiment(join(folder, "a/x.yaml"), { catalogs, overrides: ["seed=5"] });
      assertEquals(experiment.text, "extends: ../b/base.yaml\npath: mine\n");
      assertEquals([experiment.config.name, experiment.config.path, experiment.config.seed], ["x", {
        name: "mine",
      }, 5]);
      assertEquals(experiment.use, [join(folder, "b/mine.ts")]);
      assertTrue(Object.hasOwn(experiment.catalogs.paths, "mine"));
      const yaml = resolvedYaml(experiment);
      assertTrue(yaml.includes("dataset:\n  name: moons # ../b/base.yaml line 1\n"));
      assertTrue(!yaml.includes(folder));
    });
  },
});

Deno.test({
  name: "a module that cannot be loaded is blamed on the line that uses it",
  ignore,
  async fn() {
    await withFiles({
      "x.yaml": "dataset: moons\nuse: [broken.ts]",
      "y.yaml": "dataset: moons\nuse: absent.ts",
      "z.yaml": "dataset: moons\nuse: brokn.ts",
      "broken.ts": 'throw new Error("no luck");',
    }, async (folder) => {
      await assertFails(
        () => loadExperiment(join(folder, "x.yaml"), { catalogs }),
        /x\.yaml:2:7 {2}use[^]*Error: no luck/,
      );
      await assertFails(
        () => loadExperiment(join(folder, "y.yaml"), { catalogs }),
        /y\.yaml:2:6 {2}use[^]*expected a module; it does not exist\n/,
      );
      await assertFails(
        () => loadExperiment(join(folder, "z.yaml"), { catalogs }),
        /it does not exist; did you mean `.*broken\.ts`\?/,
      );
    });
  },
});

Deno.test({
  name: "a file that does not exist is answered with the nearest one beside it",
  ignore,
  async fn() {
    await withFiles({ "moons_mlp.yaml": "dataset: moons", "other.txt": "" }, async (folder) => {
      await assertFails(
        () => loadExperiment(join(folder, "mons_mlp.yaml"), { catalogs }),
        /does not exist; did you mean `.*moons_mlp\.yaml`/,
      );
      await assertFails(
        () => loadExperiment(join(folder, "moons_mlp"), { catalogs }),
        /did you mean `.*moons_mlp\.yaml`/,
      );
      await assertFails(
        () => loadExperiment(join(folder, "none/zzzzzzzzzzzz.yaml"), { catalogs }),
        "it does not exist\n",
      );
      await assertFails(
        () => loadExperiment(join(folder, "other.txt/x.yaml"), { catalogs }),
        "it does not exist",
      );
    });
  },
});

Deno.test({
  name: "an extended file that does not exist is blamed on the line that extends it",
  ignore,
  async fn() {
    await withFiles(
      { "x.yaml": "dataset: moons\nextends: bsae.yaml", "base.yaml": "seed: 1" },
      async (folder) => {
        await assertFails(
          () => loadExperiment(join(folder, "x.yaml"), { catalogs }),
          /x\.yaml:2:10 {2}extends[^]*does not exist; did you mean `.*base\.yaml`/,
        );
      },
    );
  },
});

Deno.test({
  name: "what is not a text of reasonable size is refused",
  ignore,
  async fn() {
    await withFiles({
      "zero.yaml": new Uint8Array([0x61, 0x3a, 0x20, 0]),
      "latin1.yaml": new Uint8Array([0x61, 0x3a, 0x20, 0xe9]),
      "empty.yaml": "",
      "long.yaml": "# " + "x".repeat(1_000_000),
      "folder/inner.yaml": "",
    }, async (folder) => {
      const fails = (name: string, text: RegExp): Promise<Error> =>
        assertFails(() => loadExperiment(join(folder, name), { catalogs }), text);
      await fails("zero.yaml", /found binary data/);
      await fails("latin1.yaml", /found bytes that are not UTF-8/);
      await fails("empty.yaml", /found an empty file/);
      await fails("long.yaml", /at most 1000000 bytes; found 1000002 bytes/);
      await fails("folder", /found a folder; it contains `.*inner\.yaml`/);
      const error = await fails("folder", /1 problem in /);
      assertEquals((error as Error & { exitCode?: number }).exitCode, 2);
    });
  },
});

import { z } from "zod";
import { noOptions } from "../../lib/component.ts";
import { fileSource } from "../../lib/config/place.ts";
import { addComponents, usedModules } from "../../lib/config/use.ts";
import { parseFile } from "../../lib/config/yaml.ts";
import { resolveExperiment } from "../../lib/config/resolve.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { catalogs, fake, problemsFrom } from "./fake_catalogs.ts";

const parse = (text: string, path: string) => {
  const source = fileSource(text, path);
  return { source, tree: parseFile(source) };
};
const [use] = usedModules([parse("use: ./mine.ts", "experiments/x.yaml")], "x.yaml");

/** What is wrong with a module. */
async function faults(exports: Record<string, unknown>): Promise<string[]> {
  return (await problemsFrom(() => addComponents(catalogs, exports, use!, "x.yaml")))
    .map(({ rule, found, suggestion }) => [rule, found, suggestion].filter(Boolean).join("; "));
}

Deno.test("modules are listed once each, relative to the file that uses them", () => {
  const files = [
    parse("use: [../a.ts, b.ts]", "shared/base.yaml"),
    parse("use: ../a.ts", "experiments/x.yaml"),
  ];
  assertEquals(usedModules(files, "x.yaml").map(({ path }) => path), ["a.ts", "shared/b.ts"]);
});

Deno.test("use takes a path or a list of paths", async () => {
  for (const text of ["use: 3", "use: [a.ts, 4]", "use:", "use: { a: b }"]) {
    const [problem] = await problemsFrom(() => usedModules([parse(text, "x.yaml")], "x.yaml"));
    assertEquals(problem!.rule, "expected the path of a module, or a list of paths");
  }
});

Deno.test("a module's components stand beside flowlab's, which are left as they were", () => {
  const mine = fake(z.strictObject({ speed: z.number().default(2) }));
  const extended = addComponents(
    catalogs,
    { paths: { mine }, solvers: { mySolver: fake(noOptions) } },
    use!,
    "x.yaml",
  );
  const options = { file: "x.yaml", catalogs: extended };
  const { config } = resolveExperiment("dataset: moons\npath: mine\nsampling: { solver: mySolver }", options);
  assertEquals(config.path, { name: "mine", speed: 2 });
  assertEquals(config.sampling.solver, { name: "mySolver" });
  assertTrue(!Object.hasOwn(catalogs.paths, "mine") && Object.hasOwn(extended.paths, "linear"));
});

Deno.test("an export that is not a kind of component is refused", async () => {
  assertEquals(await faults({ path: {} }), [
    "the export `path` is not a kind of component; did you mean `paths`?",
  ]);
  assertTrue((await faults({ banana: {} }))[0]!.includes("expected one of datasets, sources"));
  assertTrue((await faults({}))[0]!.endsWith("; none"));
});

Deno.test("a value that is not a component is refused with what it lacks", async () => {
  const { summary, options, create } = fake(noOptions);
  assertEquals(
    await faults({
      paths: {
        a: 3,
        b: { options, create },
        c: { summary, create },
        d: { summary, options: z.object({}), create },
        e: { summary, options },
        f: { summary, options: z.strictObject({ name: z.string() }), create },
      },
      solvers: fake(noOptions),
      engines: 3,
    }),
    [
      "expected `paths.a` to be a component; the number 3",
      "expected `paths.b` to be a component; no summary",
      "expected `paths.c` to be a component; no options made with z.strictObject",
      "expected `paths.d` to be a component; no options made with z.strictObject",
      "expected `paths.e` to be a component; no function create",
      "expected `paths.f` to be a component; an option called name",
      "expected `solvers` to map names to components; one component",
      "expected `engines` to map names to components; the number 3",
    ],
  );
});

Deno.test("a name that is taken is refused", async () => {
  assertEquals(await faults({ paths: { linear: fake(noOptions) } }), [
    "`paths.linear` exists already; give yours another name",
  ]);
});

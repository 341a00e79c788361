import { readProject } from "../../tasks/check_boundaries.ts";
import { importsOf, tokensOf } from "../../tasks/support/source_code.ts";
import project from "../../deno.json" with { type: "json" };
import { assertEquals, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

const ignore = !allowed("read");

/** What a file loads before its first line runs: files of the project by their paths, and packages. */
function loadedBy(path: string, files: ReadonlyMap<string, string>, loaded = new Set<string>()): Set<string> {
  for (const { specifier, kind } of importsOf(tokensOf(files.get(path) ?? ""))) {
    const target = /^\.\.?\//.test(specifier)
      ? new URL(specifier, `file:///${path}`).pathname.slice(1)
      : specifier;
    if (kind !== "value" || loaded.has(target)) continue;
    loaded.add(target);
    loadedBy(target, files, loaded);
  }
  return loaded;
}

/** The project's code. */
const read = () => readProject(new URL("../../", import.meta.url));

Deno.test("what is loaded is what values are imported from, through all files between", () => {
  const files = new Map([
    ["a.ts", 'import { b } from "./in/b.ts";\nimport type { T } from "./t.ts";'],
    ["in/b.ts", 'export * from "../c.ts";\nexport * from "zod";'],
    ["c.ts", 'import "./a.ts"; const d = () => import("./d.ts");'],
    ["d.ts", 'import "sharp";'],
  ]);
  assertEquals([...loadedBy("a.ts", files)], ["in/b.ts", "c.ts", "a.ts", "zod"]);
});

Deno.test({
  name: "a task answers --help and wrong arguments without loading a package, or all of flowlab",
  ignore,
  fn() {
    const files = read();
    const scripts = Object.values(project.tasks).flatMap(({ command }) => /tasks\/\S+$/.exec(command) ?? []);
    assertTrue(scripts.length > 10);
    for (const script of scripts) {
      const isLight = (path: string) => path.startsWith("node:") || path !== "mod.ts" && files.has(path);
      const heavy = [...loadedBy(script, files)].filter((path) => !isLight(path));
      assertEquals(heavy, [], script);
    }
  },
});

Deno.test({
  name: "packages that draw, encode or compute are loaded on first use, since checking needs none of them",
  ignore,
  fn() {
    const loaded = loadedBy("mod.ts", read());
    // Else nothing was followed.
    assertTrue(loaded.has("zod") && loaded.has("@tensorflow/tfjs"));
    const late = ["@observablehq/plot", "linkedom", "onnxruntime-node", "sharp"];
    assertEquals(late.filter((name) => loaded.has(name)), []);
  },
});

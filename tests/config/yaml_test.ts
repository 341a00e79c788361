import process from "node:process";
import { fileSource } from "../../lib/config/place.ts";
import { plain } from "../../lib/config/tree.ts";
import { parseFile } from "../../lib/config/yaml.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { problemsFrom } from "./fake_catalogs.ts";

const parse = (text: string): unknown => plain(parseFile(fileSource(text, "x.yaml")));

/** The problems of a text, as `line:col rule`. */
async function faults(text: string): Promise<string[]> {
  return (await problemsFrom(() => parse(text))).map(({ line, col, rule, found }) =>
    `${line}:${col} ${rule}${found ? `; ${found}` : ""}`
  );
}

Deno.test("the values are those of YAML 1.2: 1e-4 is a number, yes and no are strings", () => {
  assertEquals(parse("a: 1e-4\nb: yes\nc: 'true'\nd: true\ne:\nf: [0x10, .5]\ng: 2020-01-01"), {
    a: 1e-4,
    b: "yes",
    c: "true",
    d: true,
    e: null,
    f: [16, 0.5],
    g: "2020-01-01",
  });
});

Deno.test("a %YAML 1.1 directive does not bring back the words of YAML 1.1", () => {
  assertEquals(parse("%YAML 1.1\n---\na: yes\nb: 010"), { a: "yes", b: 10 });
});

Deno.test("anchors and aliases repeat a value", () => {
  assertEquals(parse("a: &x { b: 1 }\nc: *x"), { a: { b: 1 }, c: { b: 1 } });
});

Deno.test("a byte order mark and Windows line ends change no position", () => {
  const tree = parseFile(fileSource("\ufeffa: 1\r\nbee: two\r\n", "x.yaml"));
  const { key, value } = tree.entries.get("bee")!;
  assertEquals([key.line, key.col, key.length], [2, 1, 3]);
  assertEquals([value.place.line, value.place.col, value.place.length], [2, 6, 3]);
  assertEquals(tree.entries.get("a")!.key.col, 1);
});

Deno.test("the mark under a value that takes several lines ends with the first", () => {
  const tree = parseFile(fileSource("a: [1,\n  2]", "x.yaml"));
  const { line, col, length } = tree.entries.get("a")!.value.place;
  assertEquals([line, col, length], [1, 4, 3]);
});

Deno.test("a syntax error has its line and column", async () => {
  assertEquals(await faults("a: 1\nb: 'x\n"), ["3:1 Missing closing 'quote"]);
  assertEquals(await faults("a: b: c"), ["1:4 Nested mappings are not allowed in compact mappings"]);
  assertEquals(await faults("a: 1\n\tb: 2"), [
    "2:1 expected spaces: YAML does not allow tabs as indentation",
  ]);
});

Deno.test("every key that occurs twice is reported, with the line of the first", async () => {
  assertEquals(await faults("a: 1\nb: { c: 1, c: 2 }\na: 3"), [
    "2:12 key `c` is here twice; the first is on line 2",
    "3:1 key `a` is here twice; the first is on line 1",
  ]);
});

Deno.test("a text that is not one map is refused", async () => {
  const rule = "expected keys and values such as `dataset: moons`";
  assertEquals(await faults(""), [`undefined:undefined ${rule}; an empty file`]);
  assertEquals(await faults("# nothing\n"), [`undefined:undefined ${rule}; an empty file`]);
  assertEquals(await faults("\n- a"), [`2:1 ${rule}; a list`]);
  assertEquals(await faults("moons"), [`1:1 ${rule}; a single value`]);
  assertEquals(await faults("a: 1\n---\nb: 1"), [
    "2:1 expected one document; remove the `---` that starts another",
  ]);
});

Deno.test("tags, keys that are not words, and aliases of nothing are refused", async () => {
  assertEquals(await faults("a: !new x"), ["1:4 Unresolved tag: !new"]);
  assertEquals(await faults("? [a]\n: 1"), ["1:3 expected a plain word as the key"]);
  assertEquals(await faults("a: *b"), ["1:4 expected the alias of an anchor above; `*b`"]);
});

Deno.test("aliases cannot blow a small file up", async () => {
  const row = (name: string, of: string): string => `${name}: &${name} [${Array(10).fill(of).join(", ")}]\n`;
  const text = row("a", "0") + row("b", "*a") + row("c", "*b") + row("d", "*c") + row("e", "*d");
  assertTrue((await faults(text))[0]!.includes("expected at most 10000 values"));
  for (const endless of ["a: &x [*x]", "a: &x [*x, *x]", "a: &x { b: *x }"]) {
    const found = await faults(endless);
    assertEquals(found.length, 1);
    assertTrue(found[0]!.includes("levels of nesting"));
  }
});

Deno.test("nesting without end is refused, not a crash", async () => {
  assertTrue((await faults("a: " + "[".repeat(50_000)))[0]!.includes("nested"));
  assertTrue((await faults("a: " + "[".repeat(100) + "]".repeat(100)))[0]!.includes("levels of nesting"));
});

Deno.test("parsing leaves the process's environment as it was", () => {
  const before = Object.getOwnPropertyDescriptor(process, "env");
  parse("a: 1");
  assertEquals(Object.getOwnPropertyDescriptor(process, "env")?.value === before?.value, true);
});

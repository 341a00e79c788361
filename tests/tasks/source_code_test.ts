import { importsOf, tokensOf } from "../../tasks/support/source_code.ts";
import { assertEquals } from "../support/assert.ts";

/** The imports of a piece of code, each as one line. */
function imports(code: string): string[] {
  return importsOf(tokensOf(code)).map(({ line, kind, specifier, names }) =>
    [line, kind, specifier, ...names].join(" ")
  );
}

const forms: readonly (readonly [code: string, imports: string[]])[] = [
  ['import "a";', ["1 value a"]],
  ['import a from "a"', ["1 value a a"]],
  ["import a, { b, type c as d } from 'a';", ["1 value a a b type c as d"]],
  ['import * as a from "a";', ["1 value a as a"]],
  ['import type { a } from "a";', ["1 type a a"]],
  ['import type a from "a";', ["1 type a a"]],
  ['import type from "a";', ["1 value a type"]],
  ['import type, { a } from "a";', ["1 value a type a"]],
  ['import {\n  a,\n  from,\n} from "a";', ["4 value a a from"]],
  ['import data from "./a.json" with { type: "json" };', ["1 value ./a.json data"]],
  ['export * from "a";', ["1 value a"]],
  ['export * as a from "a";', ["1 value a as a"]],
  ['export type { a } from "a";', ["1 type a a"]],
  ['const a = await import("a");', ["1 dynamic a"]],
  ['type A = typeof import("a");', ["1 dynamic a"]],
  ["await import(name);", []],
  ["export { a };\nconst b = 'c';", []],
  ["export { a }\nimport b from 'c'", ["2 value c b"]],
  ["export const a = 'b';", []],
  ["export default 'a';", []],
  ["import.meta.url; 'a'", []],
  ["meta.import('a'); ({ import: 'b', export: 'c' })", []],
  ["// import 'a'\n/* import 'b'\n*/ import 'c'", ["3 value c"]],
  ["`import 'a' ${`${await import('b')}`} import 'c' ${'}'}`; import('d')", ["1 dynamic b", "1 dynamic d"]],
  ["`\n\n${\n1}`; import 'a'", ["4 value a"]],
  ["x = /'/; import 'a'", ["1 value a"]],
  ["x = `${/[`/'\"]/.test(y)}`; import 'a'", ["1 value a"]],
  ["x = a / b; y = 'c' / d; import 'a'", ["1 value a"]],
  ["if (x) /'/.test(y);\nimport 'a'", ["2 value a"]],
  ["#!/usr/bin/env -S deno run\nimport 'a'", ["2 value a"]],
];

for (const [code, expected] of forms) {
  Deno.test(`imports of ${JSON.stringify(code)}`, () => {
    assertEquals(imports(code), expected);
  });
}

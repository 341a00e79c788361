import { ConfigError, formatProblem } from "../../lib/config/config_error.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";

/** The column, from 0, at which the marks start, and how many there are. */
function marks(message: string): [number, number] {
  const line = message.split("\n").find((text) => /^[ |]*\^+$/.test(text))!;
  return [line.indexOf("^"), line.lastIndexOf("^") - line.indexOf("^") + 1];
}

Deno.test("the mark stands under the culprit, whatever the length of the line's number", () => {
  for (const line of [7, 12, 1234]) {
    const sourceLine = "path: linaer";
    const text = formatProblem({
      file: "x.yaml",
      line,
      col: 7,
      length: 6,
      sourceLine,
      path: "path",
      rule: "no",
    });
    const shown = text.split("\n")[1]!;
    assertEquals(marks(text), [shown.indexOf("linaer"), 6]);
    assertTrue(text.startsWith(`x.yaml:${line}:7  path\n`));
  }
});

Deno.test("an argument is shown behind the words command line, with the mark below", () => {
  const problem = { file: "command line", line: 1, col: 17, length: 5, path: "", rule: "unknown" };
  const text = formatProblem({ ...problem, sourceLine: "sampling.solver.stepz=50" });
  assertEquals(text.split("\n"), [
    "command line: sampling.solver.stepz=50",
    "                              ^^^^^",
    "  unknown",
  ]);
});

Deno.test("a long line is cut around the mark", () => {
  for (const before of [0, 60, 400, 2000]) {
    const sourceLine = "a".repeat(before) + "BAD" + "z".repeat(500);
    const problem = { file: "x", line: 1, col: before + 1, length: 3, sourceLine, path: "p", rule: "no" };
    const text = formatProblem(problem);
    const shown = text.split("\n")[1]!;
    assertEquals(marks(text), [shown.indexOf("BAD"), 3]);
    assertTrue(shown.length < 120);
  }
});

Deno.test("a problem with a whole file has no line", () => {
  assertEquals(
    formatProblem({ file: "x.yaml", path: "", rule: "expected text", found: "a folder" }),
    "x.yaml\n  expected text; found a folder",
  );
});

Deno.test("the error counts its problems and puts them into reading order", () => {
  const at = (file: string, line: number): { file: string; line: number; path: string; rule: string } => (
    { file, line, path: "p", rule: "no" }
  );
  const error = new ConfigError(
    [at("command line", 1), at("b.yaml", 3), at("b.yaml", 2), at("a.yaml", 9)],
    "b.yaml",
  );
  assertEquals(error.problems.map(({ file, line }) => `${file}:${line}`), [
    "a.yaml:9",
    "b.yaml:2",
    "b.yaml:3",
    "command line:1",
  ]);
  assertEquals(error.exitCode, 2);
  assertTrue(error.message.endsWith("\n\n4 problems in b.yaml"));
  assertTrue(new ConfigError([at("a", 1)], "a").message.endsWith("\n\n1 problem in a"));
});

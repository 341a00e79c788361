import process from "node:process";
import { LineCounter, parseDocument } from "yaml";
import { ConfigError, problemAt } from "./config_error.ts";
import type { Source } from "./place.ts";
import type { MapNode, Node } from "./tree.ts";
import { TreeBuilder } from "./tree_builder.ts";

/** What went wrong, in flowlab's words where the parser's own would not help. */
const plainWords: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "expected one document; remove the `---` that starts another",
  RESOURCE_EXHAUSTION: "expected less deeply nested values",
  TAB_AS_INDENT: "expected spaces: YAML does not allow tabs as indentation",
};

/**
 * Runs the parser without the process's environment.
 *
 * The package looks up `LOG_STREAM` and `LOG_TOKENS` while it parses. Under Deno that needs `--allow-env`, which
 * reading a config does not deserve and a bare `deno test` does not have.
 */
function withoutEnvironment<T>(parse: () => T): T {
  const environment = Object.getOwnPropertyDescriptor(process, "env")!;
  Object.defineProperty(process, "env", { ...environment, value: {} });
  try {
    return parse();
  } finally {
    Object.defineProperty(process, "env", environment);
  }
}

/** Parses a text to a tree, or throws all that is wrong with its syntax. */
function parse(text: string, source: Source, file: string): Node {
  const lines = new LineCounter();
  const document = withoutEnvironment(() =>
    // The schema is fixed here so that a %YAML directive cannot bring back the words of YAML 1.1.
    // Doubled keys are found by the tree builder, which knows where the first one is.
    parseDocument(text, {
      lineCounter: lines,
      version: "1.2",
      schema: "core",
      uniqueKeys: false,
      prettyErrors: false,
    })
  );
  const builder = new TreeBuilder(document, lines, source);
  // The first error explains the others; a warning is a tag that means nothing here.
  for (const { code, message, pos } of [...document.errors.slice(0, 1), ...document.warnings]) {
    builder.complain(builder.place(pos[0], pos[1]), { path: "", rule: plainWords[code] ?? message });
  }
  if (document.errors[0]?.code === "RESOURCE_EXHAUSTION") throw new ConfigError(builder.problems, file);
  const tree = builder.node(document.contents, "", builder.place(0, text.length));
  if (builder.problems.length > 0) throw new ConfigError(builder.problems, file);
  return tree;
}

/**
 * Parses a file: YAML 1.2 core, where `1e-4` is a number and `yes` a string.
 *
 * @param source The file's text.
 * @returns The keys and values with their places.
 * @throws {ConfigError} If the syntax is wrong, a key occurs twice, there is more than one document, or the top
 * level is not a map.
 */
export function parseFile(source: Source): MapNode {
  const tree = parse(source.lines.join("\n"), source, source.name);
  if (tree.kind === "map") return tree;
  const isEmpty = tree.kind === "scalar" && tree.value === null;
  const rule = "expected keys and values such as `dataset: moons`";
  const problem = isEmpty
    ? { file: source.name, path: "", rule, found: "an empty file" }
    : problemAt(tree.place, { path: "", rule, found: tree.kind === "list" ? "a list" : "a single value" });
  throw new ConfigError([problem], source.name);
}

/**
 * Parses the value in a `key=value` argument.
 *
 * @param source The argument.
 * @param start The index of the first character after the `=`.
 * @param file The experiment file that the argument is for.
 * @returns The value; its places are columns of the whole argument.
 * @throws {ConfigError} If the syntax is wrong.
 */
export function parseValue(source: Source, start: number, file: string): Node {
  const text = source.lines.join("\n");
  // The spaces keep the columns right.
  return parse(" ".repeat(start) + text.slice(start), source, file);
}

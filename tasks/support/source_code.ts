/** A word, a piece of text or a sign of TypeScript source code; comments and white space are left out. */
export interface Token {
  /** A name or keyword, a string literal, or anything else. */
  readonly kind: "name" | "text" | "other";
  /** What is written; of a string literal, what is between the quotes. */
  readonly value: string;
  /** Its line, from 1. */
  readonly line: number;
}

/** An import, or an export from another module. */
export interface Import {
  /** The module, as written. */
  readonly specifier: string;
  /** Whether it is needed when the module is loaded, only by the compiler, or by a call of `import()`. */
  readonly kind: "value" | "type" | "dynamic";
  /** The names in its clause. */
  readonly names: readonly string[];
  /** The line of the specifier. */
  readonly line: number;
}

const SPACE = /\s+|\/\/.*|\/\*[^]*?\*\//y;
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
const TEXT = /"((?:\\[^]|[^"\\\n])*)"|'((?:\\[^]|[^'\\\n])*)'/y;
const NUMBER = /\.?\d[\w.]*/y;
const REGULAR_EXPRESSION = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/[\\\n])+\/\w*/y;
/** A template literal up to its end or to the code within it. */
const TEMPLATE = /((?:\\[^]|\$(?!\{)|[^`\\$])*)(`|\$\{)/y;

/** A slash after one of these begins a regular expression; after any other name it divides. */
const BEFORE_EXPRESSION = /^(?:return|typeof|case|in|of|delete|void|throw|new|await|yield|else|do)$/;

/**
 * Cuts TypeScript source code into tokens: enough grammar to tell code from comments, strings, templates and
 * regular expressions, and no more.
 *
 * @param source The code.
 * @returns Its tokens in order.
 */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const braces: ("code" | "template")[] = [];
  let at = source.startsWith("#!") ? source.indexOf("\n") : 0;
  let line = 1;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  const take = (length: number, kind?: Token["kind"], value = source.slice(at, at + length)): void => {
    if (kind !== undefined) tokens.push({ kind, value, line });
    line += source.slice(at, at + length).split("\n").length - 1;
    at += length;
  };

  while (at >= 0 && at < source.length) {
    const char = source[at]!;
    const closes = char === "}" ? braces.pop() : undefined;
    if (char === "`" || closes === "template") {
      take(1);
      const [all, text, end] = match(TEMPLATE) ?? [source.slice(at), source.slice(at), "`"];
      take(all.length, "text", text);
      if (end === "${") {
        braces.push("template");
        tokens.push({ kind: "other", value: end, line });
      }
      continue;
    }
    if (char === "{") braces.push("code");
    const space = match(SPACE);
    const name = match(NAME);
    const text = match(TEXT);
    const number = match(NUMBER);
    const regular = startsExpression(tokens.at(-1)) ? match(REGULAR_EXPRESSION) : null;
    if (space) take(space[0].length);
    else if (name) take(name[0].length, "name");
    else if (text) take(text[0].length, "text", text[1] ?? text[2]!);
    else take((number ?? regular)?.[0].length ?? 1, "other");
  }
  return tokens;
}

/** Whether an expression, not an operator, follows a token. */
function startsExpression(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === "name") return BEFORE_EXPRESSION.test(before.value);
  return before.kind === "other" && !/^[\w.)\]}]/.test(before.value);
}

/**
 * The imports of a module: `import`, `export … from` and `import()` of a literal.
 *
 * @param tokens The module's tokens.
 * @returns Its imports in order. An `import()` of a computed module is left out, since it cannot be known.
 */
export function importsOf(tokens: readonly Token[]): Import[] {
  return tokens.flatMap((token, i): Import[] => {
    if (!isKeyword(token) || tokens[i - 1]?.value === ".") return [];
    const next = tokens[i + 1];
    const after = tokens[i + 2];
    if (token.value === "import" && next?.value === "(") {
      if (after?.kind !== "text") return [];
      return [{ specifier: after.value, kind: "dynamic", names: [], line: after.line }];
    }
    // `import type from "x"` imports a value called type.
    const isType = next?.value === "type" && after?.value !== "from" && after?.value !== ",";
    const start = i + (isType ? 2 : 1);
    if (token.value === "export" && !/^[{*]$/.test(tokens[start]?.value ?? "")) return [];
    // Only names and these signs lie between the keyword and the module.
    let end = start;
    while (end < tokens.length && isClause(tokens[end]!)) end++;
    const module = tokens[end];
    if (module?.kind !== "text") return [];
    // The last one is `from`.
    const names = tokens.slice(start, end - 1).filter(({ kind }) => kind === "name").map(({ value }) =>
      value
    );
    return [{ specifier: module.value, kind: isType ? "type" : "value", names, line: module.line }];
  });
}

/** Whether a token is `import` or `export`. */
function isKeyword({ kind, value }: Token): boolean {
  return kind === "name" && (value === "import" || value === "export");
}

/** Whether a token can lie between `import` or `export` and the module. */
function isClause(token: Token): boolean {
  return token.kind === "name" ? !isKeyword(token) : token.kind === "other" && /^[{},*]$/.test(token.value);
}

import { type Files, GLOBALS, PACKAGES, PERMISSIONS, type Reservation, ROOMS } from "./support/boundaries.ts";
import { cyclesOf } from "./support/cycles.ts";
import { print, printError } from "./support/print.ts";
import { type Import, importsOf, type Token, tokensOf } from "./support/source_code.ts";

/** A file, taken apart. */
interface Module {
  readonly path: string;
  readonly tokens: readonly Token[];
  readonly imports: readonly ResolvedImport[];
}

/** An import, and the file of the project that it means, unless it means a package. */
interface ResolvedImport extends Import {
  readonly target?: string;
}

/**
 * Checks who imports and uses what, against the tables of `support/boundaries.ts`.
 *
 * @param files The code of every TypeScript file of the project, by its path from the project's folder.
 * @returns One line for each violation, `file:line: rule`, in the order of the files.
 */
export function violations(files: ReadonlyMap<string, string>): string[] {
  const modules = [...files].sort(([a], [b]) => a < b ? -1 : 1).map(([path, text]): Module => {
    const tokens = tokensOf(text);
    return { path, tokens, imports: importsOf(tokens).map((found) => resolve(path, found)) };
  });
  const byPath = new Map(modules.map((module) => [module.path, module]));
  return [
    ...modules.flatMap((module) => [
      ...forbiddenImports(module),
      ...forbiddenGlobals(module),
      ...forbiddenPackages(module),
      ...unlistedComponents(module, byPath),
    ]),
    ...circularImports(modules),
  ];
}

/** Whether a path is among some files. */
function within(files: Files, path: string): boolean {
  return files.some((entry) =>
    entry === "" || entry === path || entry.endsWith("/") && path.startsWith(entry)
  );
}

/** Finds the file that a relative import means. */
function resolve(path: string, found: Import): ResolvedImport {
  if (!/^\.\.?\//.test(found.specifier)) return found;
  return { ...found, target: new URL(found.specifier, `file:///${path}`).pathname.slice(1) };
}

/** Imports between files that no row of the table allows. */
function forbiddenImports({ path, imports }: Module): string[] {
  const rows = PERMISSIONS.filter((row) => within(row.files, path));
  if (rows.length === 0) return [`${path}:1: no row of the table of permissions names this file`];
  return imports.flatMap(({ target, kind, line }) => {
    if (target === undefined) return [];
    if (rows.some(({ imports = [] }) => within(imports, target))) return [];
    const types = rows.some(({ types = [] }) => within(types, target));
    if (types && kind === "type") return [];
    return [`${path}:${line}: may not import ${target}${types ? " except its types" : ""}`];
  });
}

/** Uses of globals that are reserved for others. */
function forbiddenGlobals({ path, tokens }: Module): string[] {
  const reserved = GLOBALS.filter(({ files }) => !within(files, path));
  return tokens.flatMap(({ line }, i) => {
    const found = reserved.find(({ name }) => usesGlobal(tokens, i, name));
    return found ? [`${path}:${line}: may not use ${found.name}${onlyIn(found)}`] : [];
  });
}

/** Whether a global is used at a token: by its name, or as a property of `globalThis`. */
function usesGlobal(tokens: readonly Token[], i: number, name: string): boolean {
  const parts = name.split(/(?=\.)|(?<=\.)/);
  if (!parts.every((part, j) => tokens[i + j]?.value === part && tokens[i + j]!.kind !== "text")) {
    return false;
  }
  // `x.console` is another's property, but `globalThis.console` is not, and `...console` spreads.
  const isProperty = tokens[i - 1]?.value === "." && !/^(globalThis|\.)$/.test(tokens[i - 2]?.value ?? "");
  const isKey = tokens[i + parts.length]?.value === ":" && /^[{,]$/.test(tokens[i - 1]?.value ?? "");
  return !isProperty && !isKey;
}

/** Imports of packages that are reserved for others, or imported too early. */
function forbiddenPackages({ path, imports }: Module): string[] {
  return imports.flatMap(({ specifier, kind, target, line }) => {
    if (target !== undefined) return [];
    const name = specifier.replace(/^npm:\/?/, "").replace(/(?<=.)@[^/]*/, "");
    const found = PACKAGES.find((entry) =>
      within([entry.name, `${entry.name}/`], name) || within([entry.name], name)
    );
    if (!found) return [];
    if (!within(found.files, path) && !(kind === "type" && within(found.types ?? [], path))) {
      return [`${path}:${line}: may not import ${name}${onlyIn(found)}`];
    }
    const early = found.dynamic && kind === "value";
    return early ? [`${path}:${line}: must import ${name} by a call of import(), where it is used`] : [];
  });
}

/** The end of a sentence: who may. */
function onlyIn({ files }: Reservation): string {
  return files.length > 0 ? `: only ${files.join(", ")} may` : "";
}

/** Components in a room's folder that its catalog does not list. */
function unlistedComponents({ path, tokens }: Module, byPath: ReadonlyMap<string, Module>): string[] {
  const room = ROOMS.find(([folder]) => path.startsWith(folder))?.[0];
  if (room === undefined) return [];
  const listed = byPath.get(`${room}catalog.ts`)?.imports ?? [];
  return tokens.flatMap(({ line }, i) => {
    const [keyword, declaration, name = "", colon, type] = tokens.slice(i, i + 5).map(({ value }) => value);
    if (`${keyword} ${declaration}${colon} ${type}` !== "export const: Component") return [];
    if (listed.some(({ target, names }) => target === path && names.includes(name))) return [];
    return [`${path}:${line}: the component ${name} is not listed in ${room}catalog.ts`];
  });
}

/** Chains of imports that come back to where they began; types do not count. */
function circularImports(modules: readonly Module[]): string[] {
  const edges = modules.map(({ path, imports }) => {
    const targets = imports.flatMap(({ target, kind, line }) =>
      target === undefined || kind === "type" ? [] : [{ target, line }]
    );
    return [path, targets] as const;
  });
  return cyclesOf(new Map(edges)).map(({ path, line, circle }) =>
    `${path}:${line}: imports in a circle: ${circle.join(" → ")}`
  );
}

/**
 * Reads the code of the project.
 *
 * @param root The project's folder, as a URL that ends in a slash.
 * @returns The code of every TypeScript file in it, in `lib`, in `tasks` and in `tests`, by its path.
 */
export function readProject(root: URL): Map<string, string> {
  const files = new Map<string, string>();
  const read = (folder: string): void => {
    for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, root))) {
      const path = folder + name;
      if (isDirectory && (folder !== "" || /^(lib|tasks|tests)$/.test(name))) read(`${path}/`);
      else if (name.endsWith(".ts")) files.set(path, Deno.readTextFileSync(new URL(path, root)));
    }
  };
  read("");
  return files;
}

if (import.meta.main) {
  const files = readProject(new URL("../", import.meta.url));
  const found = violations(files);
  if (found.length > 0) {
    printError(found.join("\n"));
    Deno.exit(1);
  }
  print(`ok: ${files.size} files keep the import boundaries`);
}

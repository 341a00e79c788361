import type { Catalogs } from "../catalogs.ts";
import type { Catalog, Component } from "../component.ts";
import { type Complaint, ConfigError, type Problem, problemAt } from "./config_error.ts";
import { describeValue } from "./describe_value.ts";
import { didYouMean } from "./explain.ts";
import { type ParsedFile, pathFrom } from "./extends.ts";
import { kinds } from "./kinds.ts";
import type { Place } from "./place.ts";
import { zodObject } from "./zod_object.ts";

/** A module that an experiment uses. */
export interface UsedModule {
  /** The module's path, as it is opened. */
  readonly path: string;
  /** The path as written. */
  readonly written: string;
  /** Where it is written. */
  readonly place: Place;
}

/**
 * Lists the modules that the files of an experiment use, each once.
 *
 * @param files The experiment's files.
 * @param file The experiment file, for messages.
 * @returns The modules, those of extended files first.
 * @throws {ConfigError} If `use` is neither a path nor a list of paths.
 */
export function usedModules(files: readonly ParsedFile[], file: string): UsedModule[] {
  const problems: Problem[] = [];
  const modules = new Map<string, UsedModule>();
  for (const { source, tree } of files) {
    const use = tree.entries.get("use")?.value;
    for (const node of use === undefined ? [] : use.kind === "list" ? use.items : [use]) {
      if (node.kind === "scalar" && typeof node.value === "string" && node.value !== "") {
        const path = pathFrom(source, node.value);
        modules.set(path, { path, written: node.value, place: node.place });
      } else {
        const found = describeValue(node.kind === "scalar" ? node.value : node.kind === "list" ? [] : {});
        const rule = "expected the path of a module, or a list of paths";
        problems.push(problemAt(node.place, { path: "use", rule, found }));
      }
    }
  }
  if (problems.length > 0) throw new ConfigError(problems, file);
  return [...modules.values()];
}

/** Whether options refuse what they do not know. Anything looser would let a misspelt option pass unnoticed. */
function areStrict(options: Component<unknown>["options"] | undefined): boolean {
  return typeof options?.safeParse === "function" && typeof options.shape === "object" &&
    zodObject(options).def?.catchall?._zod.def.type === "never";
}

/** What keeps a value from being a component; undefined when nothing does. */
function shortcoming(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return describeValue(value);
  const { summary, options, create } = value as Partial<Component<unknown>>;
  if (typeof summary !== "string") return "no summary";
  if (!areStrict(options)) return "no options made with z.strictObject";
  if (options !== undefined && Object.hasOwn(options.shape, "name")) return "an option called name";
  return typeof create === "function" ? undefined : "no function create";
}

/**
 * Adds a module's components to the catalogs.
 *
 * The module exports objects named like the catalogs, from name to component:
 * `export const paths = { myPath: … };`.
 *
 * @param catalogs The catalogs so far; they are left as they are.
 * @param exports What the module exports.
 * @param use The module and where it is named.
 * @param file The experiment file, for messages.
 * @returns Catalogs with the module's components beside the others.
 * @throws {ConfigError} If an export is not a kind of component, a value is not a component, or a name is taken.
 */
export function addComponents(
  catalogs: Catalogs,
  exports: Readonly<Record<string, unknown>>,
  use: UsedModule,
  file: string,
): Catalogs {
  const problems: Problem[] = [];
  const complain = (complaint: Omit<Complaint, "path">): void => {
    problems.push(problemAt(use.place, { path: "use", ...complaint }));
  };
  const extended: Record<string, Catalog<unknown>> = { ...catalogs };
  if (Object.keys(exports).length === 0) {
    complain({ rule: `expected exports named ${kinds.join(", ")}`, found: "none" });
  }
  for (const [kind, own] of Object.entries(exports)) {
    if (!Object.hasOwn(catalogs, kind)) {
      const suggestion = didYouMean(kind, kinds) ?? `expected one of ${kinds.join(", ")}`;
      complain({ rule: `the export \`${kind}\` is not a kind of component`, suggestion });
    } else if (typeof own !== "object" || own === null || "create" in own) {
      complain({
        rule: `expected \`${kind}\` to map names to components`,
        found: shortcoming(own) ?? "one component",
      });
    } else {
      const accepted: Record<string, Component<unknown>> = { ...extended[kind] };
      for (const [name, value] of Object.entries(own)) {
        const fault = shortcoming(value);
        if (fault) complain({ rule: `expected \`${kind}.${name}\` to be a component`, found: fault });
        else if (Object.hasOwn(accepted, name)) {
          complain({ rule: `\`${kind}.${name}\` exists already`, suggestion: "give yours another name" });
        } else accepted[name] = value as Component<unknown>;
      }
      extended[kind] = accepted;
    }
  }
  if (problems.length > 0) throw new ConfigError(problems, file);
  return extended as unknown as Catalogs;
}

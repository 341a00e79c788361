import { basename, dirname, isAbsolute, join } from "node:path";
import { type Complaint, ConfigError, problemAt } from "./config_error.ts";
import { describeValue } from "./describe_value.ts";
import type { Place, Source } from "./place.ts";
import { type MapNode, plain } from "./tree.ts";
import { parseFile } from "./yaml.ts";

/** A file and what is in it. */
export interface ParsedFile {
  /** The file. */
  readonly source: Source;
  /** Its keys and values. */
  readonly tree: MapNode;
}

/** Reads a file that another one names; `blame` is where it does so. */
export type ReadFile = (path: string, blame: Place) => Promise<Source>;

/** Longer chains are a circle in disguise, through links between folders. */
const LONGEST_CHAIN = 32;

/**
 * Finds the file that a path in an experiment means.
 *
 * @param source The file that contains the path.
 * @param path The path, relative to that file's folder unless it is absolute.
 * @returns The path from where the source's own path starts.
 */
export function pathFrom(source: Source, path: string): string {
  return isAbsolute(path) ? path : join(dirname(source.path), path);
}

/**
 * Reads an experiment file and the files that it extends, one by one.
 *
 * `extends: base.yaml` names one file, relative to the file that says so; that file may extend another.
 *
 * @param main The experiment file.
 * @param read How files are read.
 * @returns The files, the lowest first and the experiment file last.
 * @throws {ConfigError} If a file is missing or malformed, or the files extend each other in a circle.
 */
export async function readChain(main: Source, read: ReadFile): Promise<ParsedFile[]> {
  const chain: ParsedFile[] = [];
  for (let source: Source | undefined = main; source !== undefined;) {
    const current: Source = source;
    const tree = parseFile(current);
    chain.unshift({ source: current, tree });
    const base = tree.entries.get("extends")?.value;
    if (base === undefined) break;
    const refuse = (complaint: Omit<Complaint, "path">): never => {
      throw new ConfigError([problemAt(base.place, { path: "extends", ...complaint })], main.name);
    };
    const value = plain(base);
    if (typeof value !== "string" || value === "") {
      return refuse({ rule: "expected the path of one file", found: describeValue(value) });
    }
    const path = pathFrom(current, value);
    const seen = chain.findIndex((file) => file.source.path === path);
    if (seen >= 0) {
      const names = chain.slice(0, seen + 1).map((file) => basename(file.source.path)).reverse();
      refuse({
        rule: "expected files that do not extend each other in a circle",
        found: [...names, names[0]].join(" → "),
      });
    }
    if (chain.length === LONGEST_CHAIN) {
      refuse({ rule: `expected at most ${LONGEST_CHAIN} files that extend each other` });
    }
    source = await read(path, base.place);
  }
  return chain;
}

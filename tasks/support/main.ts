import { parseArgs, type ParseArgsConfig } from "node:util";
import { nearest } from "../../lib/config/nearest.ts";
import { Failure } from "../../lib/failure.ts";
import { misuse } from "./misuse.ts";
import { print, printError } from "./print.ts";

/** The flags of a task, as `parseArgs` wants them. */
export type Flags = NonNullable<ParseArgsConfig["options"]>;

/** What a task is called with. */
export interface Arguments<F extends Flags> {
  /** The flags by name. */
  readonly values: ReturnType<typeof parseArgs<{ options: F; allowPositionals: true }>>["values"];
  /** All other arguments, in order. */
  readonly positionals: readonly string[];
}

/** How a task is called. */
export interface Usage<F extends Flags> {
  /** What `--help` prints: the call, what it does, each flag. */
  readonly help: string;
  /** The flags, without `--help`, which every task has. */
  readonly flags: F;
}

/** Sorts the arguments, or says which one is wrong. */
function sort<F extends Flags>(args: string[], { help, flags }: Usage<F>): Arguments<F> {
  try {
    const sorted = parseArgs({ args, options: flags, allowPositionals: true });
    const empty = Object.entries(sorted.values).find(([, value]) => value === "");
    if (empty) throw misuse(valueComplaint(empty[0], flags), help);
    return sorted;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const unknown = /^Unknown option '(-+)([^']+)'/.exec(error.message);
    const name = unknown && nearest(unknown[2]!, [...Object.keys(flags), "help"]);
    const known = /^Option '--([\w-]+)/.exec(error.message)?.[1];
    const complaint = unknown
      ? `Unknown flag ${unknown[1]}${unknown[2]}${name ? `; did you mean \`--${name}\`?` : ""}`
      : known
      ? valueComplaint(known, flags)
      : error.message;
    throw misuse(complaint, help);
  }
}

/** Says whether a flag wants a value. */
function valueComplaint(name: string, flags: Flags): string {
  return flags[name]?.type === "boolean"
    ? `Expected --${name} without a value`
    : `Expected a value for --${name}, as in --${name}=VALUE; the "=" is needed if it begins with a dash`;
}

/**
 * Runs a task when its file is the program, and does nothing when it is imported.
 *
 * A {@linkcode Failure} is printed without a stack and ends the process with its exit code; any other error is
 * a defect, printed with its stack, and ends it with 1.
 *
 * @param meta The task's `import.meta`.
 * @param usage How the task is called.
 * @param run What it does.
 */
export async function main<const F extends Flags>(
  meta: ImportMeta,
  usage: Usage<F>,
  run: (args: Arguments<F>) => void | Promise<void>,
): Promise<void> {
  if (!meta.main) return;
  const args = [...Deno.args];
  const end = args.indexOf("--");
  const isHelp = args.slice(0, end < 0 ? args.length : end).some((arg) => arg === "--help" || arg === "-h");
  try {
    if (isHelp) print(usage.help);
    else await run(sort(args, usage));
  } catch (error) {
    const isExpected = error instanceof Failure;
    printError(
      isExpected ? error.message : error instanceof Error ? error.stack ?? error.message : String(error),
    );
    // Whatever is still under way must not keep the process alive.
    Deno.exit(isExpected ? error.exitCode : 1);
  }
}

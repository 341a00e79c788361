import { join } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../../deno.json" with { type: "json" };
import { allowed } from "../support/permissions.ts";

/** Whether tests that run tasks are to be skipped: they need what the tasks themselves are granted. */
export const cannotRunTasks: boolean = !allowed("run", "read", "write", "env", "sys", "ffi", "net");

const root = new URL("../../", import.meta.url);

/** A task that was run. */
export interface Ended {
  /** Its exit code. */
  readonly code: number;
  /** What it wrote to the standard output. */
  readonly out: string;
  /** What it wrote to the standard error output. */
  readonly err: string;
}

/**
 * A task as `deno.json` defines it, permissions and all, to be run in another folder.
 *
 * @param name The task's name.
 * @param args Its arguments.
 * @param cwd The folder, so that nothing is written to the project's own.
 * @param env What to add to the environment.
 */
export function command(
  name: keyof typeof project.tasks,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Deno.Command {
  const words = project.tasks[name].command.split(" ").slice(1);
  const script = fileURLToPath(new URL(words.pop()!, root));
  const config = fileURLToPath(new URL("deno.json", root));
  return new Deno.Command(Deno.execPath(), {
    args: [words[0]!, "--config", config, ...words.slice(1), script, ...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs a task to its end. */
export async function task(
  name: keyof typeof project.tasks,
  args: readonly string[],
  cwd: string,
): Promise<Ended> {
  const { code, stdout, stderr } = await command(name, args, cwd).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/**
 * Runs a task until it says something, does something to it, and waits for its end.
 *
 * @param child The running task.
 * @param text What to wait for on its standard output.
 * @param act What to do then.
 */
export async function taskUntil(
  child: Deno.ChildProcess,
  text: string,
  act: (child: Deno.ChildProcess) => void,
): Promise<Ended> {
  const errors = new Response(child.stderr).text();
  let out = "";
  let acted = false;
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    out += part;
    if (acted || !out.includes(text)) continue;
    acted = true;
    act(child);
  }
  const [{ code }, err] = await Promise.all([child.status, errors]);
  return { code, out, err };
}

/** Calls a function with each of some values, two at a time, since each starts a process. */
export async function inPairs<T>(values: readonly T[], fn: (value: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < values.length; i += 2) await Promise.all(values.slice(i, i + 2).map(fn));
}

/** Writes files into a new folder, runs `fn` with it, and removes it. */
export async function withFiles(
  files: Readonly<Record<string, string>>,
  fn: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "flowlab-" }));
  try {
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(join(folder, name), text);
    await fn(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

import { Failure } from "../failure.ts";
import { reason } from "./reason.ts";

/** What {@linkcode runProgram} needs to know besides the arguments. */
export interface ProgramOptions {
  /** What the program is there for, for messages. */
  readonly what: string;
  /** What people call the program. */
  readonly title: string;
  /** The file to run, looked for on the PATH. */
  readonly program: string;
  /** The folder to run it in. */
  readonly folder: string;
  /** Ends it before its time. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program that fetches or unpacks something.
 *
 * @param args Its arguments.
 * @param options Which program, and why.
 * @returns What it wrote to its standard output.
 * @throws {Failure} If it cannot be run or does not succeed.
 */
export async function runProgram(
  args: string[],
  { what, title, program, folder, signal }: ProgramOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  let result: Deno.CommandOutput;
  try {
    result = await new Deno.Command(program, { args, cwd: folder, stdin: "null", ...signal && { signal } })
      .output();
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound ? `${title} is not on the PATH` : reason(error);
    throw new Failure(`${what} cannot be fetched: ${why}`);
  }
  if (!result.success) {
    const why = new TextDecoder().decode(result.stderr).trim() || `${title} exits with ${result.code}`;
    throw new Failure(`${what} cannot be fetched: ${why}`);
  }
  return result.stdout;
}

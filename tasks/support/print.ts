import { Failure } from "../../lib/failure.ts";

const encoder = new TextEncoder();

/**
 * Writes text to the standard output, as it is.
 *
 * @param text The text.
 * @returns Whether somebody reads it: false when the other end of a pipe is closed, as after `| head -1`.
 * @throws {Failure} If it cannot be written for another reason, such as a full disk.
 */
export function write(text: string): boolean {
  try {
    writeAll(Deno.stdout, text);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return false;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(`Cannot write to the standard output: ${reason}`);
  }
}

/** Writes a line, or several, to the standard output; what nobody reads is not missed. */
export function print(text: string): void {
  write(`${text}\n`);
}

/** Writes a line, or several, to the standard error output. */
export function printError(text: string): void {
  try {
    writeAll(Deno.stderr, `${text}\n`);
  } catch {
    // There is nowhere left to say so; the exit code still tells.
  }
}

/** Writes until nothing is left: a pipe takes what it has room for. */
function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = encoder.encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
}

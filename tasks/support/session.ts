import { Failure } from "../../lib/failure.ts";
import type { RunOptions } from "../../mod.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { write } from "./print.ts";
import { createTerminalLogger } from "./terminal_logger.ts";

/**
 * Does work that reports progress and that Ctrl-C can interrupt.
 *
 * When nobody reads the progress any more, as after `| head -1`, or it cannot be written, that is an interruption
 * as well: the work ends with what it needs to be carried on.
 *
 * @param json Whether to report in JSON.
 * @param work What to do with the logger and the signal.
 * @returns What the work returns.
 */
export async function session<T>(json: boolean, work: (options: RunOptions) => Promise<T>): Promise<T> {
  const interrupt = listenForInterrupt();
  let isRead = true;
  const logger = createTerminalLogger({
    json,
    isTerminal: Deno.stdout.isTerminal(),
    noColor: Deno.noColor,
    write(text) {
      isRead &&= isWritten(text);
      if (!isRead) interrupt.request();
    },
    now: () => performance.now(),
    // Some terminals do not know their size, and say 0.
    columns: () => Deno.consoleSize().columns || 80,
  });
  try {
    return await work({
      logger,
      signal: interrupt.signal,
      commandLine: ["deno", "task", ...commandLine()],
    });
  } finally {
    logger.finish();
    interrupt.stop();
  }
}

/** Writes text, and says whether that worked; the work's record tells more than the terminal then. */
function isWritten(text: string): boolean {
  try {
    return write(text);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** The task and its arguments, as the user called it. */
function commandLine(): string[] {
  const task = Deno.mainModule.split("/").at(-1)!.replace(/\.ts$/, "");
  return [task, ...Deno.args];
}

import type { RunOptions } from "../../mod.ts";
import { interruptSignal } from "./interrupt.ts";
import { createTerminalLogger } from "./terminal_logger.ts";

/**
 * Does work that reports progress and that Ctrl-C can interrupt.
 *
 * @param json Whether to report in JSON.
 * @param work What to do with the logger and the signal.
 * @returns What the work returns.
 */
export async function session<T>(json: boolean, work: (options: RunOptions) => Promise<T>): Promise<T> {
  const encoder = new TextEncoder();
  const logger = createTerminalLogger({
    json,
    isTerminal: Deno.stdout.isTerminal(),
    noColor: Deno.noColor,
    write: (text) => void Deno.stdout.writeSync(encoder.encode(text)),
    now: () => performance.now(),
    columns: () => Deno.consoleSize().columns,
  });
  const { signal, stop } = interruptSignal();
  try {
    return await work({ logger, signal, commandLine: ["deno", "task", ...commandLine()] });
  } finally {
    logger.finish();
    stop();
  }
}

/** The task and its arguments, as the user called it. */
function commandLine(): string[] {
  const task = Deno.mainModule.split("/").at(-1)!.replace(/\.ts$/, "");
  return [task, ...Deno.args];
}

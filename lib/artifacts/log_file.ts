import { unwritable } from "../checkpoints/atomic_file.ts";
import type { Logger } from "../logger.ts";

/**
 * Makes a logger that keeps messages in a file, each line as `<UTC ISO time> <message>`.
 *
 * Every line is written at once, so that the last one before a crash is there. Progress is not kept: the metrics
 * file has its numbers.
 *
 * @param path The file; lines are added to what it has already.
 * @param now The clock, the system's unless given.
 * @returns The logger; it throws a `Failure` when the file cannot be written.
 */
export function createLogFile(path: string, now: () => Date = () => new Date()): Logger {
  const write = (message: string): void => {
    const lines = message.split("\n").map((line) => `${now().toISOString()} ${line}\n`);
    try {
      Deno.writeTextFileSync(path, lines.join(""), { append: true });
    } catch (error) {
      throw unwritable(path, error);
    }
  };
  return {
    info: write,
    warn: (message) => write(`warning: ${message}`),
    progress() {},
  };
}

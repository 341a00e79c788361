import type { Logger, Progress } from "../../mod.ts";
import { progressJson, progressLine, type Stage } from "./progress_line.ts";

/** What a terminal logger needs to know of the world. */
export interface TerminalLoggerOptions {
  /** Whether to write one JSON object per line, for programs. */
  readonly json: boolean;
  /** Whether somebody looks at a terminal that can redraw a line; has no effect on JSON. */
  readonly isTerminal: boolean;
  /** Whether colours are unwanted, as `NO_COLOR` says. */
  readonly noColor: boolean;
  /** Writes text as it is. */
  readonly write: (text: string) => void;
  /** The time in milliseconds; only differences count. */
  readonly now: () => number;
  /** Between two reports of progress; 100 on a terminal, 5000 elsewhere and 1000 for JSON unless given. */
  readonly intervalMs?: number;
  /** The columns of the terminal, asked whenever the live line is drawn; 80 unless given. */
  readonly columns?: () => number;
}

/** A logger that has to be told when there is nothing more to come. */
export interface TerminalLogger extends Logger {
  /** Writes the progress that was not shown yet and leaves the live line. Call it before the program ends. */
  finish(): void;
}

/** The stage that is going on, and what of it was shown. */
interface OpenStage {
  readonly began: number;
  readonly doneBefore: number;
  readonly stage: Stage;
  shown: boolean;
  shownAt: number;
}

/** Goes back to the beginning of the line and clears it. */
const CLEAR_LINE = "\r\x1b[K";
const BOLD = "\x1b[1m";
const YELLOW = "\x1b[33m";
const RESET = "\x1b[0m";

/**
 * Creates the logger that a task passes to the library.
 *
 * On a terminal, progress is one live line that is redrawn in place and becomes a plain line when its stage is
 * complete. Elsewhere it is a line every few seconds and one at the end of each stage. With `json` every line is
 * an object with a `type`: `info` and `warning` with a `message`; `progress` with `stage`, `done`, `total`,
 * `unit`, `values` and, once known, `perSecond` and `secondsLeft`.
 *
 * The clock of a stage starts with its first report, which therefore should be that nothing is done yet.
 *
 * @param options Where to write, and how.
 * @returns The logger.
 */
export function createTerminalLogger(options: TerminalLoggerOptions): TerminalLogger {
  const { json, write, now, columns = () => 80 } = options;
  const live = options.isTerminal && !json;
  const colored = live && !options.noColor;
  const { intervalMs = json ? 1000 : live ? 100 : 5000 } = options;
  let open: OpenStage | undefined;
  let lineIsLive = false;

  const writeLine = (line: string): void => {
    write(`${lineIsLive ? CLEAR_LINE : ""}${line}\n`);
    lineIsLive = false;
  };
  const drawLive = (stage: Stage): void => {
    // A line that wraps around cannot be cleared any more.
    const line = progressLine(stage).slice(0, Math.max(0, columns() - 1));
    const name = stage.last.stage;
    write(
      CLEAR_LINE + (colored && line.startsWith(name) ? BOLD + name + RESET + line.slice(name.length) : line),
    );
    lineIsLive = true;
  };
  const finish = (): void => {
    if (open !== undefined && (lineIsLive || !open.shown)) {
      writeLine(json ? progressJson(open.stage) : progressLine(open.stage));
    }
    open = undefined;
  };
  const say = (type: "info" | "warning", message: string): void => {
    if (json) return writeLine(JSON.stringify({ type, message }));
    const label = colored ? `${YELLOW}warning:${RESET} ` : "warning: ";
    const redraw = lineIsLive;
    writeLine(type === "warning" ? label + message : message);
    if (redraw && open !== undefined) drawLive(open.stage);
  };
  const progress = (last: Progress): void => {
    const time = now();
    if (open !== undefined && (open.stage.last.stage !== last.stage || last.done < open.stage.last.done)) {
      finish();
    }
    const began = open?.began ?? time;
    const doneBefore = open?.doneBefore ?? last.done;
    // The first report is shown at once on a terminal, so that something is seen to happen; elsewhere a short
    // stage is worth only the line at its end.
    const shownAt = open?.shownAt ?? (live ? -Infinity : time);
    const stage = { last, elapsedMs: time - began, doneSince: last.done - doneBefore };
    open = { began, doneBefore, stage, shown: false, shownAt };
    if (last.total > 0 && last.done >= last.total) return finish();
    if (time - shownAt < intervalMs) return;
    open.shown = true;
    open.shownAt = time;
    if (live) drawLive(stage);
    else writeLine(json ? progressJson(stage) : progressLine(stage));
  };
  return {
    info: (message) => say("info", message),
    warn: (message) => say("warning", message),
    progress,
    finish,
  };
}

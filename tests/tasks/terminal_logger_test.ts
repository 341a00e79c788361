import type { Progress } from "../../lib/logger.ts";
import { formatDuration } from "../../tasks/support/duration.ts";
import {
  createTerminalLogger,
  type TerminalLogger,
  type TerminalLoggerOptions,
} from "../../tasks/support/terminal_logger.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";

/** A logger with a clock that the test sets, and what it has written. */
class Session {
  readonly logger: TerminalLogger;
  time = 1000;
  written = "";

  constructor(options: Partial<TerminalLoggerOptions> = {}) {
    this.logger = createTerminalLogger({
      json: false,
      isTerminal: false,
      noColor: true,
      write: (text) => this.written += text,
      now: () => this.time,
      ...options,
    });
  }

  /** Reports so many steps of 100 done, so many milliseconds after the report before. */
  step(done: number, later: number, more: Partial<Progress> = {}): void {
    this.time += later;
    this.logger.progress({ stage: "training", done, total: 100, unit: "steps", ...more });
  }

  /** What was written since the last call. */
  take(): string {
    const taken = this.written;
    this.written = "";
    return taken;
  }
}

/** What a terminal shows after some text: `\r` goes to the beginning of the line, `ESC [ K` clears the rest. */
function screen(text: string): string[] {
  const lines = [""];
  let column = 0;
  for (const [symbol] of text.matchAll(/\p{Cc}\[K|\p{Cc}\[\d+m|[^]/gu)) {
    const line = lines.at(-1)!;
    if (symbol === "\r") column = 0;
    else if (symbol === "\n") column = lines.push("") && 0;
    else if (symbol === "\x1b[K") lines[lines.length - 1] = line.slice(0, column);
    else if (!symbol.startsWith("\x1b")) {
      lines[lines.length - 1] = line.slice(0, column) + symbol + line.slice(column + 1);
      column++;
    }
  }
  return lines;
}

Deno.test("durations have the two units that matter", () => {
  const cases = [
    [0, "0.0s"],
    [8_340, "8.3s"],
    [59_949, "59.9s"],
    [59_950, "1m00s"],
    [72_000, "1m12s"],
    [119_600, "2m00s"],
    [3_599_499, "59m59s"],
    [3_599_500, "1h00m"],
    [3_720_000, "1h02m"],
    [360_000_000, "100h00m"],
  ] as const;
  for (const [milliseconds, text] of cases) assertEquals(formatDuration(milliseconds), text);
});

Deno.test("off a terminal there is one plain line every five seconds and one at the end", () => {
  const session = new Session();
  session.step(0, 0);
  for (let done = 1; done <= 99; done++) session.step(done, 200, { values: { loss: 0.34125 } });
  assertEquals(session.take().split("\n"), [
    "training  25/100 steps  loss 0.341  5 steps/s  15.0s left",
    "training  50/100 steps  loss 0.341  5 steps/s  10.0s left",
    "training  75/100 steps  loss 0.341  5 steps/s  5.0s left",
    "",
  ]);
  session.step(100, 200, { values: { loss: 0.5 } });
  assertEquals(session.take(), "training  100/100 steps  loss 0.500  5 steps/s  in 20.0s\n");
});

Deno.test("on a terminal there is one live line, redrawn ten times a second at most", () => {
  const session = new Session({ isTerminal: true });
  session.step(0, 0);
  assertEquals(screen(session.written), ["training  0/100 steps"]);
  let drawn = 0;
  session.take();
  for (let done = 1; done <= 90; done++) {
    session.step(done, 20);
    const text = session.take();
    if (text === "") continue;
    drawn++;
    assertTrue(text.startsWith("\r\x1b[K") && !text.includes("\n"));
  }
  // 90 reports in 1.8 seconds.
  assertEquals(drawn, 18);
});

Deno.test("the live line becomes a plain line when the stage is complete, and nothing of it stays", () => {
  const session = new Session({ isTerminal: true });
  session.step(0, 0, { values: { loss: 1e-9 } });
  session.step(50, 10_000, { values: { loss: 1e-9 } });
  assertEquals(screen(session.written), ["training  50/100 steps  loss 1.00e-9  5 steps/s  10.0s left"]);
  session.step(100, 10_000);
  assertEquals(screen(session.written), ["training  100/100 steps  5 steps/s  in 20.0s", ""]);
});

Deno.test("messages stand on lines of their own above the live line", () => {
  const session = new Session({ isTerminal: true });
  session.logger.info("first");
  session.step(0, 0);
  session.logger.info("a");
  session.logger.warn("b");
  assertEquals(screen(session.written), ["first", "a", "warning: b", "training  0/100 steps"]);
  session.step(100, 1000);
  session.logger.info("last");
  assertEquals(screen(session.written).slice(-3), [
    "training  100/100 steps  100 steps/s  in 1.0s",
    "last",
    "",
  ]);
});

Deno.test("a line is never as long as the terminal is wide, so that it does not wrap around", () => {
  const session = new Session({ isTerminal: true, columns: () => 20 });
  session.step(0, 0);
  session.step(10, 1000);
  assertEquals(screen(session.written), ["training  10/100 st"]);
  session.step(100, 1000);
  assertEquals(screen(session.written)[0], "training  100/100 steps  50 steps/s  in 2.0s");
});

Deno.test("a stage that ends early is shown as far as it came", () => {
  for (const isTerminal of [true, false]) {
    const session = new Session({ isTerminal });
    session.step(0, 0);
    session.step(30, 50);
    session.step(7, 50, { stage: "sampling", total: 0, unit: "samples" });
    session.logger.finish();
    session.logger.finish();
    // 30 steps in 50 ms leave 70 steps for 117 ms.
    assertEquals(screen(session.written), [
      "training  30/100 steps  600 steps/s  0.1s left",
      "sampling  7 samples",
      "",
    ]);
  }
});

Deno.test("a resumed run counts its rate from where it resumed", () => {
  const session = new Session();
  session.step(80, 0);
  session.step(90, 10_000);
  assertEquals(session.take(), "training  90/100 steps  1 steps/s  10.0s left\n");
});

Deno.test("a stage that begins again has a clock of its own", () => {
  const session = new Session();
  session.step(0, 0);
  session.step(100, 1000);
  session.take();
  session.step(0, 60_000);
  session.step(100, 2000);
  assertEquals(session.take(), "training  100/100 steps  50 steps/s  in 2.0s\n");
});

Deno.test("JSON is one object per line, whatever the terminal, with the rate once it is known", () => {
  const session = new Session({ json: true, isTerminal: true, noColor: false });
  session.logger.info('say "hi"\n');
  session.logger.warn("careful");
  session.step(0, 0);
  session.step(10, 500);
  session.step(20, 500, { values: { loss: NaN } });
  session.step(100, 4000, { values: { loss: 0.25 } });
  const common = { type: "progress", stage: "training", total: 100, unit: "steps" };
  assertEquals(session.take().trimEnd().split("\n").map((line) => JSON.parse(line)), [
    { type: "info", message: 'say "hi"\n' },
    { type: "warning", message: "careful" },
    { ...common, done: 20, values: { loss: "NaN" }, perSecond: 20, secondsLeft: 4 },
    { ...common, done: 100, values: { loss: 0.25 }, perSecond: 20, secondsLeft: 0 },
  ]);
});

Deno.test("colours are only for terminals whose owner wants them", () => {
  const write = (options: Partial<TerminalLoggerOptions>): boolean => {
    const session = new Session(options);
    session.logger.warn("x");
    session.step(0, 0);
    session.step(50, 10_000);
    assertEquals(screen(session.written)[0], "warning: x");
    return /\p{Cc}\[\d+m/u.test(session.written);
  };
  assertEquals(write({ isTerminal: true, noColor: false }), true);
  assertEquals(write({ isTerminal: true, noColor: true }), false);
  assertEquals(write({ isTerminal: false, noColor: false }), false);
});

Deno.test("numbers keep their width: three digits for values, two for rates", () => {
  const show = (value: number): string => {
    const session = new Session();
    session.step(100, 0, { values: { x: value } });
    return session.take().trim().split("  ")[2]!;
  };
  const cases = [
    [0, "x 0.00"],
    [0.3, "x 0.300"],
    [12.345, "x 12.3"],
    [-0.0123, "x -0.0123"],
    [12345.6, "x 12346"],
    [2e7, "x 2.00e+7"],
    [0.00012, "x 1.20e-4"],
    [NaN, "x NaN"],
    [Infinity, "x Infinity"],
  ] as const;
  for (const [value, text] of cases) assertEquals(show(value), text);
});

import { printError } from "./print.ts";

/** A request to stop, and how it comes. */
export interface Interrupt {
  /** Aborted when work is to end. */
  readonly signal: AbortSignal;
  /** Asks for the end, as Ctrl-C does. */
  request(): void;
  /** Stops listening to Ctrl-C. */
  stop(): void;
}

/** A terminal interrupts all its processes, and `deno task` passes that on: one Ctrl-C can arrive twice at once. */
const ONE_PRESS_MS = 300;

/**
 * Turns Ctrl-C into a request to stop: the first one aborts the signal, the second one ends the process.
 *
 * @returns The request.
 */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  let pressedAt: number | undefined;
  const onSignal = () => {
    const time = performance.now();
    if (pressedAt !== undefined) {
      if (time - pressedAt > ONE_PRESS_MS) Deno.exit(130);
      return;
    }
    pressedAt = time;
    controller.abort();
    printError("\nStopping as soon as nothing is lost. Press Ctrl-C again to stop at once");
  };
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const name of signals) Deno.addSignalListener(name, onSignal);
  return {
    signal: controller.signal,
    request: () => controller.abort(),
    stop() {
      for (const name of signals) Deno.removeSignalListener(name, onSignal);
    },
  };
}

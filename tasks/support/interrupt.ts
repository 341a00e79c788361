import { printError } from "./print.ts";

/**
 * Turns Ctrl-C into a request to stop: the first one aborts the signal, the second one ends the process.
 *
 * @returns The signal, and a function that stops listening.
 */
export function interruptSignal(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) Deno.exit(130);
    controller.abort();
    printError("\nFinishing the step, then writing a checkpoint. Press Ctrl-C again to stop at once");
  };
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const name of signals) Deno.addSignalListener(name, onSignal);
  return {
    signal: controller.signal,
    stop() {
      for (const name of signals) Deno.removeSignalListener(name, onSignal);
    },
  };
}

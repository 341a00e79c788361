/** For so long the process may be deaf to anything else. */
const LONGEST_MS = 100;

/**
 * Makes a function that lets the process attend to other things now and then.
 *
 * Engines compute on the thread that also hears Ctrl-C. A loop over a program always has its next call ready, and
 * then Deno looks for signals only after dozens of calls, or never: a short wait makes it look. Called after every
 * run, it costs about a hundredth of the time.
 *
 * @returns The function; it waits if a tenth of a second has passed since it last did.
 */
export function createBreather(): () => Promise<void> {
  let breathedAt = performance.now();
  return async () => {
    if (performance.now() - breathedAt < LONGEST_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    breathedAt = performance.now();
  };
}

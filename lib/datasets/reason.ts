/**
 * Why something failed, in the words of its error.
 *
 * `fetch` says only that it failed, so a cause counts for more than the error that it caused.
 *
 * @param error What was thrown.
 */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message.trim();
}

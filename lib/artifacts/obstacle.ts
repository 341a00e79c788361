/**
 * Why a folder cannot be created, in words.
 *
 * @param error What the attempt threw.
 * @returns The end of a sentence.
 */
export function obstacle(error: unknown): string {
  if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
    return "there is a file of that name, or a file where a folder should be";
  }
  // Deno keeps programs out of some folders of the system, whatever they are allowed.
  if (error instanceof Deno.errors.NotCapable) return "Deno does not let programs write there";
  return error instanceof Error ? error.message : String(error);
}

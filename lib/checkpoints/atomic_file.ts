import { Failure } from "../failure.ts";

/**
 * Writes a file so that whoever opens it, even after a crash, finds the old content or the new, never a part.
 *
 * The content goes to a temporary file in the same folder, which must exist, then to the disk, and only then
 * takes the file's name.
 *
 * @param path The file.
 * @param content Its whole new content; a string is written in UTF-8.
 * @throws {Failure} If it cannot be written; the temporary file is removed and the old content stays.
 */
export async function writeAtomically(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await replaceFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/**
 * The same for callers that have words of their own for what went wrong.
 *
 * @param path The file.
 * @param bytes Its whole new content.
 * @throws {Error} What the system says if it cannot be written; the temporary file is removed.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    {
      // Closed before it is renamed, which some systems insist on.
      using file = await Deno.open(temporary, { write: true, createNew: true });
      for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
      await file.sync();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    // The temporary file need not exist: opening it may be what failed.
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/**
 * Why a file cannot be written, for the user to read: the disk is full, or its folder is not there any more.
 *
 * @param path The file.
 * @param error What the attempt threw.
 */
export function unwritable(path: string, error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return new Failure(`Cannot write "${path}": ${reason}`);
}

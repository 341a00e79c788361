import { Corruption } from "./corruption.ts";
import { reason } from "./reason.ts";

/**
 * Unpacks a gzip file.
 *
 * @param file The file's name, for messages.
 * @param bytes The file.
 * @returns What was packed.
 * @throws {Corruption} If it is not gzip, or not all of it.
 */
export async function gunzip(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(unpacked).bytes().catch((error: unknown) => {
    throw new Corruption(file, "a whole gzip file", `one that cannot be unpacked (${reason(error)})`);
  });
}

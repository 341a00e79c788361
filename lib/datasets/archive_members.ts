import { Corruption } from "./corruption.ts";
import { reason } from "./reason.ts";

/** Files by their path in an archive. */
export type Members = ReadonlyMap<string, Uint8Array>;

/**
 * One file of an archive.
 *
 * @param file The archive's name, for messages.
 * @param members Its files.
 * @param path The path of the file that has to be there.
 * @throws {Corruption} If it is not.
 */
export function member(file: string, members: Members, path: string): Uint8Array {
  const bytes = members.get(path);
  if (bytes === undefined) {
    throw new Corruption(file, `a file ${path}`, [...members.keys()].join(", ") || "none");
  }
  return bytes;
}

/**
 * Reads a file of JSON.
 *
 * @param file The file's name, for messages.
 * @param bytes The file.
 * @throws {Corruption} If it is not JSON.
 */
export function readJson(file: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new Corruption(file, "JSON", reason(error));
  }
}

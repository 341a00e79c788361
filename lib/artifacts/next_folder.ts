import { Failure } from "../failure.ts";
import { obstacle } from "./obstacle.ts";

/** Where what is made of a run after its end goes. */
export interface NextFolder {
  /** The name of the folder with a number, from 1: one that nobody has. */
  path(number: number): string;
  /** What goes there, for messages. */
  readonly what: string;
  /** The run's folder that it is in, for messages. */
  readonly parent: string;
  /** A folder that the user named instead, which must not exist or be empty. */
  readonly output?: string | undefined;
}

/**
 * Creates the folder that the user named, or the first of a numbered row that does not exist yet.
 *
 * @param next The row, and what the user named.
 * @returns The folder's path.
 * @throws {Failure} If the folder has something in it, or cannot be created.
 */
export async function createNextFolder({ path, what, parent, output }: NextFolder): Promise<string> {
  try {
    if (output !== undefined) {
      await Deno.mkdir(output, { recursive: true });
      for await (const { name } of Deno.readDir(output)) {
        throw new Failure(`The output folder "${output}" is not empty: found "${name}"; name another one`, 2);
      }
      return output;
    }
    await Deno.mkdir(parent, { recursive: true });
    for (let number = 1;; number++) {
      const folder = path(number);
      try {
        await Deno.mkdir(folder);
        return folder;
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      }
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`Cannot create the folder "${output ?? parent}" for ${what}: ${obstacle(error)}`, 2);
  }
}

/**
 * Removes the folder of something that could not be made.
 *
 * @param folder The folder; one with something in it stays.
 */
export async function removeIfEmpty(folder: string): Promise<void> {
  // Only an empty folder can be removed this way.
  await Deno.remove(folder).catch(() => {});
}

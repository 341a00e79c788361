import { join } from "node:path";
import { Failure } from "../failure.ts";
import { obstacle } from "./obstacle.ts";
import type { RunDirectory } from "./run_directory.ts";

/**
 * Creates a folder for samples that are drawn after a run.
 *
 * @param run The run.
 * @param output The folder that the user named, which must not exist or be empty; otherwise the next
 * `samples/more-1`, `samples/more-2`, … of the run.
 * @returns The folder's path.
 * @throws {Failure} If the folder has something in it, or cannot be created.
 */
export async function createSampleFolder(run: RunDirectory, output?: string): Promise<string> {
  try {
    if (output !== undefined) {
      await Deno.mkdir(output, { recursive: true });
      for await (const { name } of Deno.readDir(output)) {
        throw new Failure(`The output folder "${output}" is not empty: found "${name}"; name another one`, 2);
      }
      return output;
    }
    for (let number = 1;; number++) {
      const folder = join(run.samples, `more-${number}`);
      try {
        await Deno.mkdir(folder);
        return folder;
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      }
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      `Cannot create the folder "${output ?? run.samples}" for samples: ${obstacle(error)}`,
      2,
    );
  }
}

/**
 * Removes the folder of samples that could not be drawn.
 *
 * @param folder The folder; one with something in it stays.
 */
export async function removeIfEmpty(folder: string): Promise<void> {
  // Only an empty folder can be removed this way.
  await Deno.remove(folder).catch(() => {});
}

import { join } from "node:path";
import { createNextFolder } from "./next_folder.ts";
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
export async function createSampleFolder({ samples }: RunDirectory, output?: string): Promise<string> {
  return await createNextFolder({
    path: (number) => join(samples, `more-${number}`),
    what: "samples",
    parent: samples,
    output,
  });
}

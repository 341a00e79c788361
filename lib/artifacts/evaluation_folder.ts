import { join } from "node:path";
import { createNextFolder } from "./next_folder.ts";
import type { RunDirectory } from "./run_directory.ts";

/** The folder of all evaluations, within a run's folder. */
const FOLDER = "evaluation";

/**
 * Creates a folder for what is measured after a run.
 *
 * @param run The run.
 * @param output The folder that the user named, which must not exist or be empty; otherwise the next
 * `evaluation/1`, `evaluation/2`, … of the run.
 * @returns The folder's path.
 * @throws {Failure} If the folder has something in it, or cannot be created.
 */
export async function createEvaluationFolder({ path }: RunDirectory, output?: string): Promise<string> {
  const parent = join(path, FOLDER);
  return await createNextFolder({
    path: (number) => join(parent, `${number}`),
    what: "what is measured",
    parent,
    output,
  });
}

/**
 * Finds the folders that {@linkcode createEvaluationFolder} made within a run.
 *
 * @param run The run.
 * @returns Their paths within the run's folder, in the order of their numbers.
 */
export async function evaluationFolders({ path }: RunDirectory): Promise<string[]> {
  const numbers: number[] = [];
  try {
    for await (const { name } of Deno.readDir(join(path, FOLDER))) {
      if (/^[1-9]\d*$/.test(name)) numbers.push(Number(name));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return numbers.sort((a, b) => a - b).map((number) => `${FOLDER}/${number}`);
}

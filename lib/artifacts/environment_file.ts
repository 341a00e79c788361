import { join } from "node:path";
import { z } from "zod";
import { writeAtomically } from "../checkpoints/atomic_file.ts";
import { Failure } from "../failure.ts";
import type { Environment } from "./environment.ts";

/** What is noted beside where and with what a run was made. */
export interface RunEnvironment extends Environment {
  /** The modules of the experiment's own components, as they were opened. */
  readonly use: readonly string[];
  /** The folder that paths in the experiment start from. */
  readonly folder: string;
  /** The SHA-256 of the file that the network's parameters were read from, by its name; none if they were drawn. */
  readonly weights?: Readonly<Record<string, string>> | undefined;
}

/** What opening a run again needs of its environment. */
export type NotedEnvironment = Pick<RunEnvironment, "use" | "folder" | "datasets" | "weights">;

const schema: z.ZodType<NotedEnvironment> = z.object({
  use: z.array(z.string()).default([]),
  folder: z.string().default("."),
  datasets: z.record(z.string(), z.string()).default({}),
  weights: z.record(z.string(), z.string()).optional(),
});

/**
 * The file in which a run's environment is noted.
 *
 * @param run The run's folder.
 * @returns The path of its `environment.json`.
 */
export function environmentFile(run: string): string {
  return join(run, "environment.json");
}

/**
 * Notes where and with what a run is made.
 *
 * @param run The run's folder.
 * @param environment What is known of it.
 */
export async function writeEnvironment(run: string, environment: RunEnvironment): Promise<void> {
  await writeAtomically(environmentFile(run), JSON.stringify(environment, null, 2) + "\n");
}

/**
 * Reads what was noted of a run's environment.
 *
 * @param run The run's folder.
 * @returns The part that matters for going on; nothing where there is no file, as in a run that ended at once.
 * @throws {Failure} If the file is not one of flowlab's.
 */
export async function readEnvironment(run: string): Promise<NotedEnvironment> {
  const path = environmentFile(run);
  try {
    return schema.parse(JSON.parse(await Deno.readTextFile(path)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { use: [], folder: ".", datasets: {} };
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Failure(`Cannot read the environment of a run from "${path}": ${reason}`, 2);
  }
}

import { join } from "node:path";
import { z } from "zod";
import { writeAtomically } from "../checkpoints/atomic_file.ts";
import { Failure } from "../failure.ts";

/** How a run is doing. */
export interface RunStatus {
  /** Whether it goes on, and if not, why. */
  readonly status: "running" | "done" | "failed" | "interrupted";
  /** Training steps done so far. */
  readonly step: number;
  /** Training steps in all. */
  readonly steps: number;
  /** What went wrong, as the user was told. */
  readonly message?: string;
  /** The last checkpoint, as a path within the run's folder. */
  readonly checkpoint?: string;
}

const schema: z.ZodType<RunStatus> = z.strictObject({
  status: z.enum(["running", "done", "failed", "interrupted"]),
  step: z.int().min(0),
  steps: z.int().min(0),
  message: z.string().optional(),
  checkpoint: z.string().optional(),
});

/** The name of the file within a run's folder. */
const FILE = "status.json";

/**
 * Writes how a run is doing to its `status.json`; whoever reads it finds the old status or the new.
 *
 * @param run The run's folder.
 * @param status How it is doing.
 */
export async function writeStatus(run: string, status: RunStatus): Promise<void> {
  await writeAtomically(join(run, FILE), JSON.stringify(status, null, 2) + "\n");
}

/**
 * Reads how a run is doing.
 *
 * @param run The run's folder.
 * @returns What was written last; a run that was killed still says `running`.
 * @throws {Failure} If there is no `status.json`, or it is not one of flowlab's.
 */
export async function readStatus(run: string): Promise<RunStatus> {
  const path = join(run, FILE);
  try {
    return schema.parse(JSON.parse(await Deno.readTextFile(path)));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Failure(`Cannot read the status of a run from "${path}": ${reason}`, 2);
  }
}

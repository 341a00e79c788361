import { Failure } from "../../lib/failure.ts";

/**
 * Makes the failure of a task that was called in the wrong way.
 *
 * @param complaint What is wrong with the arguments.
 * @param help What `--help` prints; its first line is the call.
 * @returns The complaint, how the task is called, and where more is to be read.
 */
export function misuse(complaint: string, help: string): Failure {
  const [usage = ""] = help.split("\n");
  const [task] = /deno task \S+/.exec(usage) ?? [""];
  return new Failure(`${complaint}\n\n${usage}\n${task} --help says more`, 2);
}

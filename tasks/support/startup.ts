import { fileURLToPath } from "node:url";
import { Failure } from "../../lib/failure.ts";

/** What is measured, in one line. */
export const startupSummary = "from the call of a command to its end: --help, and checking moons_mlp.yaml";

/** How often each command is called. */
const REPETITIONS = 7;

const root = new URL("../../", import.meta.url);

/** Commands that compute nothing. */
const commands = {
  help_ms: ["tasks/run.ts", "--help"],
  check_ms: ["tasks/check.ts", "experiments/moons_mlp.yaml"],
} as const;

/** The median time of calling commands, in milliseconds, Deno's own start included. */
export async function measureStartup(): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  for (const [name, [file, ...words]] of Object.entries(commands)) {
    const times: number[] = [];
    for (let i = 0; i < REPETITIONS; i++) {
      const before = performance.now();
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--allow-all", fileURLToPath(new URL(file, root)), ...words],
        cwd: fileURLToPath(root),
      }).output();
      times.push(performance.now() - before);
      if (!success) throw new Failure(`${file} failed: ${new TextDecoder().decode(stderr)}`);
    }
    found[name] = Math.round(times.sort((a, b) => a - b)[REPETITIONS >> 1]!);
  }
  return found;
}

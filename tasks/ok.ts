import { Failure } from "../lib/failure.ts";
import { main } from "./support/main.ts";
import { print } from "./support/print.ts";

const help = `Usage: deno task ok [--without-tests]

The whole gate: what must hold before a change is merged. Prints every step, and at the end how many passed.

  --without-tests   everything but the tests that deno task test runs`;

/** A check: what it is called, and deno's arguments. */
interface Step {
  readonly name: string;
  readonly args: readonly string[];
}

const sources = ["mod.ts", "lib", "tasks", "tests"];

const steps: readonly Step[] = [
  { name: "format", args: ["fmt", "--quiet", "--check"] },
  { name: "lint", args: ["lint", "--quiet", ...sources] },
  { name: "documentation", args: ["doc", "--quiet", "--lint", "mod.ts"] },
  { name: "types", args: ["check", "--quiet", ...sources] },
  { name: "boundaries", args: ["run", "--quiet", "--allow-read", "tasks/check_boundaries.ts"] },
  { name: "schema", args: ["task", "--quiet", "schema", "--check"] },
  { name: "experiments", args: ["task", "--quiet", "check"] },
  { name: "tests without permissions", args: ["test", "--quiet", "--no-prompt", "--reporter=dot"] },
];

const tests: Step = { name: "tests", args: ["task", "--quiet", "test"] };

/** The experiments that come with flowlab. */
function experimentFiles(): string[] {
  const names = [...Deno.readDirSync("experiments")].map(({ name }) => `experiments/${name}`);
  return names.filter((name) => name.endsWith(".yaml")).sort();
}

/** Runs a step with its output shown. */
async function run({ name, args }: Step): Promise<boolean> {
  print(`── ${name}`);
  const all = name === "experiments" ? [...args, ...experimentFiles()] : [...args];
  const { success } = await new Deno.Command(Deno.execPath(), { args: all, stdin: "null" }).spawn().status;
  return success;
}

await main(import.meta, { help, flags: { "without-tests": { type: "boolean" } } }, async ({ values }) => {
  const failed: string[] = [];
  const chosen = values["without-tests"] ? steps : [...steps, tests];
  for (const step of chosen) {
    if (!await run(step)) failed.push(step.name);
  }
  print(`${chosen.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) throw new Failure(`Failed: ${failed.join(", ")}`);
});

import { assertEquals, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

const ignore = !allowed("run", "read", "write", "env");

/** Runs a task as a process of its own. */
async function task(name: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const script = new URL(`../../tasks/${name}.ts`, import.meta.url).pathname;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-read", script, ...args],
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test({
  name: "list shows one line for each component, of one kind or of all",
  ignore,
  async fn() {
    const one = await task("list", "target");
    assertEquals([one.code, one.err], [0, ""]);
    assertTrue(/^velocity {2,}\S/m.test(one.out));
    const all = await task("list");
    assertTrue(all.out.includes("targets\n") && all.out.includes("solvers\n"));
    const json = (await task("list", "targets", "--json")).out.trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    assertEquals(json.map(({ name }) => name), one.out.trim().split("\n").map((line) => line.split(" ")[0]));
    assertTrue(json.every(({ kind, summary }) => kind === "targets" && summary.length > 0));
  },
});

Deno.test({
  name: "describe shows formula and options, and proposes a name for a misspelt one",
  ignore,
  async fn() {
    const { code, out } = await task("describe", "target", "displacementOverTime");
    assertEquals(code, 0);
    assertTrue(/^formula /m.test(out) && /^smallestTime +number +0\.01 +>= 0\.0001, <= 0\.5 /m.test(out));
    const wrong = await task("describe", "target", "velocty");
    assertEquals([wrong.code, wrong.out], [2, ""]);
    assertTrue(wrong.err.includes("did you mean `velocity`?"));
  },
});

Deno.test({
  name: "wrong arguments end a task with 2, a hint and no stack; --help ends it with 0",
  ignore,
  async fn() {
    for (
      const [args, hint] of [
        [["list", "paht"], "did you mean `path`?"],
        [["list", "--jsn"], "did you mean `--json`?"],
        [["list", "paths", "targets"], 'found also "targets"'],
        [["describe", "path"], "Expected a kind and a name"],
        [["schema", "x"], "Expected no arguments"],
      ] as const
    ) {
      const [name, ...rest] = args;
      const { code, out, err } = await task(name, ...rest);
      assertEquals([code, out], [2, ""]);
      assertTrue(err.includes(hint) && !err.includes("    at "), err);
    }
    for (const name of ["list", "describe", "schema"]) {
      const { code, out } = await task(name, "--help");
      assertEquals([code, out.startsWith(`Usage: deno task ${name}`)], [0, true]);
    }
  },
});

import { misuse } from "../../tasks/support/misuse.ts";
import { sortWords } from "../../tasks/support/sort_words.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("files and changes are told apart in any order, a slash making a file of what has an =", () => {
  assertEquals(sortWords(["seed=1", "a.yaml", "path={ name: a/b }", "./x=1.yaml", "b/x=1.yaml", "=2"]), {
    files: ["a.yaml", "./x=1.yaml", "b/x=1.yaml"],
    changes: ["seed=1", "path={ name: a/b }", "=2"],
  });
});

Deno.test("a task that is called wrongly shows the complaint, the call, and where to read on", () => {
  const { message, exitCode } = misuse("Expected a run", "Usage: deno task walk RUN [--far]\n\nWalks.");
  assertEquals(
    [message, exitCode],
    ["Expected a run\n\nUsage: deno task walk RUN [--far]\ndeno task walk --help says more", 2],
  );
});

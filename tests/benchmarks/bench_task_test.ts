import { trainingSummaries } from "../../lib/benchmarks/summaries.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { cannotRunTasks, inPairs, task } from "../tasks/task.ts";

const wrong: readonly (readonly [args: readonly string[], complaint: string])[] = [
  [["toi"], 'Unknown workload "toi"'],
  [["toy", "--batch", "0"], "Expected a whole number of examples"],
  [["normals", "--profile"], "--profile is for training steps"],
  [["normals", "--scaling"], "--scaling is for training steps"],
  [["toy", "--scaling", "--profile"], "found both"],
  [["toy", "--scaling", "--batch", "8"], "Expected no --batch with --scaling"],
  [["toy", "--plot", "x.svg"], "Expected --plot with --scaling"],
  [["toy", "seed_cnn", "--scaling", "--plot", "x.svg"], "Expected --plot with --scaling and one workload"],
];

Deno.test("the bench refuses what it cannot measure, and says what it expected", {
  ignore: cannotRunTasks,
}, async () => {
  await inPairs(wrong, async ([args, complaint]) => {
    const { code, err, out } = await task("bench", args, Deno.cwd());
    assertEquals([code, out], [2, ""], err);
    assertTrue(err.includes(complaint), err);
  });
});

Deno.test("the bench's help names every workload", { ignore: cannotRunTasks }, async () => {
  const { code, out } = await task("bench", ["--help"], Deno.cwd());
  assertEquals(code, 0);
  for (const name of [...Object.keys(trainingSummaries), "sampling_cifar", "normals", "startup"]) {
    assertTrue(out.includes(`\n  ${name} `), name);
  }
});

Deno.test("a measurement is an object on one line", { ignore: cannotRunTasks }, async () => {
  const { code, out, err } = await task("bench", ["normals", "--json"], Deno.cwd());
  assertEquals(code, 0, err);
  const { workload, points_millions: points, peak_rss_mb: memory } = JSON.parse(out);
  assertEquals(workload, "normals");
  assertTrue(points > 0 && memory > 0, out);
});

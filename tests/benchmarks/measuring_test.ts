import { measureSampling } from "../../lib/benchmarks/sampling.ts";
import { median, times } from "../../lib/benchmarks/timing.ts";
import { measureTraining } from "../../lib/benchmarks/training_step.ts";
import { workloads } from "../../lib/benchmarks/workloads.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

const ignore = !allowed("read", "env", "ffi", "sys");

Deno.test("a median is the middle one, whatever the order", () => {
  assertEquals([median([3, 1, 2]), median([4, 1, 3, 2]), median([5])], [2, 3, 5]);
});

Deno.test("something is timed as often as asked", async () => {
  let calls = 0;
  const found = await times(3, () => void calls++);
  assertEquals([calls, found.length], [3, 3]);
  assertTrue(found.every((time) => time >= 0));
});

Deno.test({
  name: "a training step is measured by training, and its numbers belong together",
  ignore,
  async fn() {
    const workload = { ...workloads.toy, steps: 12 };
    const found = await measureTraining(workload, { batchSize: 512, peakMemory: () => 3 * 2 ** 20 });
    assertEquals([found.batch, found.parameters, found.peak_rss_mb], [512, 8706, 3]);
    for (const key of ["step_ms", "forward_ms", "session_ms", "roof_gflops"] as const) {
      assertTrue(found[key] > 0, key);
    }
    // numbers are rounded to three decimals
    assertClose(found.gflops, found.gflop / found.step_ms * 1000, 0.05 * found.gflops);
    assertClose(found.roof_share, found.gflops / found.roof_gflops, 1e-3);
    assertTrue(found.roof_share < 1);
  },
});

Deno.test({
  name: "sampling is measured with as many network calls as the solver makes",
  ignore,
  async fn() {
    const found = await measureSampling(`
dataset: moons
architecture: mlp
sampling: { solver: { name: rk4, steps: 3 }, count: 10, batchSize: 5 }
`);
    assertEquals([found["samples"], found["calls"]], [10, 12]);
    assertTrue(found["sampling_ms"]! > 0 && found["session_ms"]! > 0);
  },
});

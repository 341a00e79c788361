import type { Network } from "../../lib/architectures/architecture.ts";
import { growthOf } from "../../lib/benchmarks/growth.ts";
import { methods } from "../../lib/benchmarks/methods.ts";
import { methodSummaries, trainingSummaries } from "../../lib/benchmarks/summaries.ts";
import { workloads } from "../../lib/benchmarks/workloads.ts";
import { catalogs } from "../../lib/catalogs.ts";
import { build } from "../../lib/component.ts";
import { parameterCount } from "../../lib/tensor/parameters.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

/** The numbers that a workload's network trains. */
function parametersOf(name: keyof typeof workloads): number {
  const { architecture, shape } = workloads[name];
  const network = build(catalogs.architectures, architecture).build({ shape }) as Network;
  return parameterCount(network.parameters);
}

Deno.test("every benchmark has a summary, and every summary a benchmark", () => {
  assertEquals(Object.keys(workloads), Object.keys(trainingSummaries));
  assertEquals(Object.keys(methods), Object.keys(methodSummaries));
});

Deno.test("a workload's summary names its batch, and its images", () => {
  for (const [name, { batchSize, shape }] of Object.entries(workloads)) {
    const summary = trainingSummaries[name as keyof typeof trainingSummaries];
    assertTrue(summary.includes(`batch ${batchSize}`), summary);
    if (shape.length === 3) assertTrue(summary.includes(shape.join("×")), summary);
  }
});

Deno.test("the twins in PyTorch are described with the parameters of the workloads", {
  ignore: !allowed("read"),
}, () => {
  const twins = {
    "demos.py": ["toy", "seed_cnn", "seed_unet"],
    "unet.py": ["unet_small", "unet_adm"],
    "transformer.py": ["transformer_small"],
  } as const;
  for (const [file, names] of Object.entries(twins)) {
    const text = Deno.readTextFileSync(new URL(`../peers/${file}`, import.meta.url));
    for (const name of names) {
      const count = parametersOf(name).toLocaleString("en");
      assertTrue(text.includes(count), `${file} lacks ${count}`);
    }
  }
});

Deno.test({
  name: "arithmetic grows with the square of the width and of the side, as the sizes of convolutions say",
  ignore: !allowed("read", "env", "ffi", "sys"),
  async fn() {
    const rows = await growthOf(workloads.seed_cnn);
    assertEquals(rows.map(({ width, side }) => [width, side]), [
      [0.5, 28],
      [1, 28],
      [2, 28],
      [1, 16],
      [1, 32],
      [1, 64],
    ]);
    const [half, once, twice, small, , large] = rows;
    // layers at the ends have a channel or two on one side, so they grow in proportion to the width
    assertClose(twice!.gflop / once!.gflop, 4, 0.2);
    assertClose(once!.gflop / half!.gflop, 4, 0.2);
    assertClose(large!.gflop / small!.gflop, 16, 1e-3 * 16);
    assertEquals(small!.parameters, large!.parameters);
    assertEquals(once!.parameters, parametersOf("seed_cnn"));
    assertTrue(half!.moved_mb < once!.moved_mb && once!.moved_mb < twice!.moved_mb);
  },
});

Deno.test({
  name:
    "a perceptron's step is counted by hand: six products for every weight, but none for the gradient of the data",
  ignore: !allowed("read", "env", "ffi", "sys"),
  async fn() {
    const [, once] = await growthOf(workloads.toy);
    const weights = [3 * 64, 64 * 64, 64 * 64, 64 * 2];
    const products = weights.reduce((sum, count) => sum + 3 * count, 0) - weights[0]!;
    const gflop = 2 * 256 * products / 1e9;
    // sums over a batch, of which biases have one for each unit, may be written as products too
    assertClose(once!.gflop, gflop, 0.01 * gflop);
    assertEquals(once!.side, undefined);
  },
});

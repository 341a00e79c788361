import { lowerings } from "../../lib/engines/onnx/lowerings/mod.ts";
import { trace } from "../../lib/engines/onnx/trace.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertEquals } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import { sources } from "./cases/case.ts";
import { faultyGradientCases } from "./cases/pooling.ts";
import { assertOnnx, runEager, signatureOf, studied } from "./compare.ts";
import { loweringCases } from "./lowering_cases.ts";

/** Notes down every kernel that runs on the backend that is current when it is called. */
function watchKernels(seen: Set<string>): void {
  for (const config of tf.getKernelsForBackend(tf.getBackend())) {
    const run = config.kernelFunc;
    config.kernelFunc = (params) => {
      seen.add(config.kernelName);
      return run(params);
    };
  }
}

Deno.test("every lowering is run by a case of the table", () => {
  const seen = new Set<string>();
  trace(
    ({ x }) => {
      watchKernels(seen);
      return { y: x! };
    },
    { inputs: { x: [1] } },
    16,
  );
  for (const one of [...loweringCases, ...faultyGradientCases]) trace(studied(one), signatureOf(one), 16);
  assertEquals([...seen].sort(), Object.keys(lowerings).sort());
});

Deno.test("the images of every layout lie in memory as their titles say", () => {
  for (const blockSize of [8, 16]) {
    for (const { layout, from, make } of sources) {
      const text = `${trace(({ x }) => ({ y: make(x!) }), { inputs: { x: [1, 2, 2, from] } }, blockSize)}`;
      assertEquals(text.includes("nchwc/Conv"), layout === "blocked", text);
      assertEquals(text.includes("= Conv"), layout === "channels-first", text);
    }
  }
});

for (const one of loweringCases) {
  Deno.test({
    name: `the engines agree on ${one.title}`,
    ignore: !allowed("read", "env", "ffi", "sys"),
    fn: async () => await assertOnnx(one, await runEager(one)),
  });
}

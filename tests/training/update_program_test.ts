import { eager } from "../../lib/engines/eager.ts";
import { onnx } from "../../lib/engines/onnx.ts";
import { adam } from "../../lib/optimizers/adam.ts";
import type { Optimizer } from "../../lib/optimizers/optimizer.ts";
import { stateNames, updateStep } from "../../lib/training/step.ts";
import { compileUpdate } from "../../lib/training/update_program.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { allowed } from "../support/permissions.ts";

// Two chunks and a rest.
const LENGTH = 2 ** 18 + 5;

const entrywise = adam.create(adam.options.parse({ learningRate: 0.1 }));
const together: Optimizer = { ...entrywise, isEntrywise: false };

const engines = [
  { name: "eager", engine: eager.create({ backend: "cpu" }), needs: [] },
  { name: "onnx", engine: onnx.create({ threads: 2 }), needs: ["env", "ffi", "sys"] as const },
];

for (const { name, engine, needs } of engines) {
  Deno.test({
    name: `an update some entries after the other has the same bits as one of all, on the ${name} engine`,
    ignore: !allowed("read", ...needs),
    async fn() {
      const vectors = () =>
        Object.fromEntries(
          stateNames(entrywise).map((name) => [name, normals32(LENGTH, name).map(Math.abs)]),
        );
      const gradient = normals32(LENGTH, "gradient");
      const coefficients = Float32Array.of(0.25, ...entrywise.coefficients(3, 1));
      const { step, signature } = updateStep({ optimizer: entrywise }, LENGTH);
      const program = await engine.compile(step, signature);
      const expected = await program.run({ ...vectors(), gradient, coefficients });
      await program.dispose();
      for (const optimizer of [entrywise, together]) {
        const found = vectors();
        const update = await compileUpdate(engine, { optimizer }, LENGTH);
        await update.run(found, gradient, coefficients);
        await update.dispose();
        for (const name of stateNames(optimizer)) {
          assertTrue(found[name]!.every((value, i) => value === expected[name]![i]), name);
          assertTrue(found[name]!.some((value, i) => value !== vectors()[name]![i]), `${name} moves`);
        }
      }
    },
  });
}

Deno.test("a gradient that is yet to be clipped is updated as a whole", async () => {
  const engine = eager.create({ backend: "cpu" });
  const vectors = Object.fromEntries(stateNames(entrywise).map((name) => [name, new Float32Array(LENGTH)]));
  const update = await compileUpdate(engine, { optimizer: entrywise, clipNorm: 1 }, LENGTH);
  await update.run(
    vectors,
    new Float32Array(LENGTH).fill(1),
    Float32Array.of(0, ...entrywise.coefficients(1, 1)),
  );
  await update.dispose();
  // Of a gradient of norm √N, each entry becomes 1/√N; Adam's first mean is a tenth of it, to float32's sum of N squares.
  const mean = vectors["mean"]!;
  assertTrue(mean.every((value) => Math.abs(value * 10 * Math.sqrt(LENGTH) - 1) < 1e-4));
  assertEquals(mean[0], mean.at(-1));
});

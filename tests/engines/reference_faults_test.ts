import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertFails } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import { tensor } from "../support/tensors.ts";
import { type LoweringCase, shapeOf } from "./cases/case.ts";
import { faultyGradientCases } from "./cases/pooling.ts";
import { arraysOf, assertOnnx, assertSame, combination, runEager } from "./compare.ts";

/**
 * The gradient of a case by TensorFlow.js's own forward pass.
 *
 * The function is linear, so its slope along an axis is its value at the axis's unit vector.
 */
function slopes(one: LoweringCase): Float32Array {
  const shape = shapeOf(one.inputs[0]!);
  const zero = new Float32Array(sizeOf(shape));
  return zero.map((_, i) => tf.tidy(() => combination(one, tensor(zero.with(i, 1), shape)).dataSync()[0]!));
}

for (const one of faultyGradientCases) {
  Deno.test({
    name: `the gradient of ${one.title} is right, where TensorFlow.js's own is not`,
    ignore: !allowed("read", "env", "ffi", "sys"),
    async fn() {
      const reference = await runEager(one);
      const expected = { ...reference, "gradient of input 0": slopes(one) };
      await assertOnnx(one, expected);
      await assertFails(() => assertSame(reference, expected, 1e-2), "gradient of input 0");
    },
  });
}

Deno.test({
  name: "a strided slice that drops an axis is right, where TensorFlow.js's own is not",
  ignore: !allowed("read", "env", "ffi", "sys"),
  async fn() {
    const one: LoweringCase = {
      title: "the second column from the end to the beginning",
      fn: (x) => tf.stridedSlice(x!, [5, 1], [0, 2], [-1, 1], 0, 1, 0, 0, 2),
      inputs: [[6, 3]],
      gradients: 0,
    };
    const x = arraysOf(one)["input0"]!;
    const expected = { value: Float32Array.from({ length: 6 }, (_, i) => x[3 * (5 - i) + 1]!) };
    await assertOnnx(one, expected);
    await assertFails(async () => assertSame(await runEager(one), expected), "value");
  },
});

import type { Signature, TensorFunction } from "../../lib/engines/engine.ts";
import { blockSize } from "../../lib/engines/onnx/block_size.ts";
import { trace } from "../../lib/engines/onnx/trace.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import { assertAllClose, assertEquals, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { allowed } from "../support/permissions.ts";
import { compileWithBlocks } from "./compare.ts";

const permitted = allowed("read", "env", "ffi", "sys");

Deno.test({
  name: "the runtime's blocks are of 16, of 8, or not there, and that stays so",
  ignore: !permitted,
  async fn() {
    assertTrue([0, 8, 16].includes(await blockSize()));
    assertEquals(await blockSize(), await blockSize());
  },
});

const fn: TensorFunction = ({ x, first, second }) => {
  const hidden = tf.relu(tf.conv2d(x as tf.Tensor4D, first as tf.Tensor4D, 1, "same"));
  return { y: tf.conv2d(hidden as tf.Tensor4D, second as tf.Tensor4D, 1, "same") };
};
const signature: Signature = {
  inputs: { x: [3, 5, 4, 32], first: [3, 3, 32, 48], second: [1, 1, 48, 16] },
};

Deno.test({
  name: "convolutions in blocks of what was found equal plain ones, and in other blocks they do not",
  ignore: !permitted || await blockSize() === 0,
  async fn() {
    const inputs = Object.fromEntries(
      Object.entries(signature.inputs).map(([name, shape]) => [name, normals32(sizeOf(shape), name)]),
    );
    const run = async (block: number) => {
      const program = await compileWithBlocks(fn, signature, block);
      const { y } = await program.run(inputs);
      await program.dispose();
      return y!;
    };
    const block = await blockSize();
    assertTrue(trace(fn, signature, block).toString().includes("nchwc/Conv"));
    const plain = await run(0);
    const largest = plain.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // sums of 288 products of float32 in another order
    assertAllClose(await run(block), plain, 1e-5 * largest);
    const wrong = await run(block === 16 ? 8 : 16);
    assertTrue(wrong.some((value, i) => Math.abs(value - plain[i]!) > 0.1 * largest));
  },
});

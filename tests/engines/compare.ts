import { eager } from "../../lib/engines/eager.ts";
import type { Arrays, Program, Signature, TensorFunction } from "../../lib/engines/engine.ts";
import { blockSize } from "../../lib/engines/onnx/block_size.ts";
import { modelFile } from "../../lib/engines/onnx/model_file.ts";
import { openSession } from "../../lib/engines/onnx/session.ts";
import { trace } from "../../lib/engines/onnx/trace.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Tensor } from "../../lib/tensor/types.ts";
import { assertClose, assertEquals } from "../support/assert.ts";
import { drawInput, fixed, type LoweringCase, mix, shapeOf } from "./cases/case.ts";

/** Compiles a function for ONNX Runtime with a block size of the test's choice. */
export function compileWithBlocks(fn: TensorFunction, signature: Signature, block: number): Promise<Program> {
  return openSession(modelFile(trace(fn, signature, block)), signature.inputs, { threads: 1 });
}

/**
 * What is differentiated: a random combination of the value's entries, so that a gradient in the wrong place does not
 * go unnoticed.
 *
 * Where the value is an image it also goes through a convolution, so that its gradient comes back in a layout of the
 * engine's choice.
 */
export function combination({ fn }: LoweringCase, ...inputs: Tensor[]): Tensor {
  const value = fn(...inputs);
  const sum = tf.sum(tf.mul(value, fixed(value.shape, "combination")));
  if (value.rank !== 4) return sum;
  const mixed = mix(value, 32);
  return tf.add(sum, tf.sum(tf.mul(mixed, fixed(mixed.shape, "mixed combination"))));
}

/** A case as a tensor function: its value, and the gradients of its {@linkcode combination}. */
export function studied(one: LoweringCase): TensorFunction {
  const { fn, inputs, gradients = inputs.length } = one;
  return (named) => {
    const all = inputs.map((_, i) => named[`input${i}`]!);
    if (gradients === 0) return { value: fn(...all) };
    const slopes = tf.grads((...some) => combination(one, ...some, ...all.slice(gradients)))(
      all.slice(0, gradients),
    );
    return {
      value: fn(...all),
      ...Object.fromEntries(slopes.map((slope, i) => [`gradient of input ${i}`, slope])),
    };
  };
}

/** The inputs of a case for an engine. */
export function signatureOf({ inputs }: LoweringCase): Signature {
  return { inputs: Object.fromEntries(inputs.map((input, i) => [`input${i}`, shapeOf(input)])) };
}

/** The inputs of a case. */
export function arraysOf({ inputs }: LoweringCase): Arrays {
  return Object.fromEntries(inputs.map((input, i) => [`input${i}`, drawInput(input, i)]));
}

/** What TensorFlow.js itself answers, in plain JavaScript. */
export async function runEager(one: LoweringCase): Promise<Arrays> {
  const program = await eager.create({ backend: "cpu" }).compile(studied(one), signatureOf(one));
  const answer = await program.run(arraysOf(one));
  await program.dispose();
  return answer;
}

/** Fails unless ONNX Runtime, with and without blocks, answers as expected. */
export async function assertOnnx(one: LoweringCase, expected: Arrays): Promise<void> {
  for (const block of new Set([0, await blockSize()])) {
    const program = await compileWithBlocks(studied(one), signatureOf(one), block);
    const actual = await program.run(arraysOf(one));
    await program.dispose();
    assertSame(actual, expected, one.tolerance, `with blocks of ${block}:`);
  }
}

/**
 * Fails unless arrays agree within a fraction of the largest entry of each.
 *
 * Both engines compute in float32, with 24 bits of mantissa: sums over hundreds of products in another order differ
 * by some 1e-6 of the largest.
 */
export function assertSame(actual: Arrays, expected: Arrays, tolerance = 1e-5, message = ""): void {
  assertEquals(Object.keys(actual).sort(), Object.keys(expected).sort(), message);
  for (const [name, values] of Object.entries(expected)) {
    const largest = values.reduce(
      (most, value) => Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most,
      0,
    );
    assertEquals(actual[name]!.length, values.length, `${message} ${name} differs in length`);
    values.forEach((value, i) => {
      const ours = actual[name]![i]!;
      if (Number.isFinite(value)) assertClose(ours, value, tolerance * largest, `${message} ${name} [${i}]`);
      else assertEquals(ours, value, `${message} ${name} [${i}]`);
    });
  }
}

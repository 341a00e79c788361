import type { Layer } from "../../lib/layers/layer.ts";
import { named } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Shape, Tensor } from "../../lib/tensor/types.ts";
import { assertAllClose } from "../support/assert.ts";
import { gradientOf } from "../support/derivatives.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";

/** A layer written as loops in double precision: the input and each parameter in order, to the output. */
export type Loops = (x: Float64Array, ...params: Float64Array[]) => Float64Array;

/**
 * Fails unless a layer has the output of its loops, and the gradients of it by finite differences, with respect
 * to the input and to every parameter.
 *
 * @param layer The layer.
 * @param shape The input's shape, with the batch axis.
 * @param loops The same in plain loops.
 * @param tolerance How far a number of float32 may be from that of the loops.
 */
export function assertSameAsLoops(layer: Layer, shape: Shape, loops: Loops, tolerance: number): void {
  const shapes = [shape, ...layer.parameters.map(({ shape }) => shape)];
  const values = shapes.map((shape, i) => normals(sizeOf(shape), `value ${i}`));
  const tensors = values.map((numbers, i) => tensor(numbers, shapes[i]!));
  const forward = (x: Tensor, ...params: Tensor[]) => layer.apply(named(layer.parameters, params), x);

  const output = forward(tensors[0]!, ...tensors.slice(1));
  const [x, ...params] = values as [Float64Array, ...Float64Array[]];
  assertAllClose(output.dataSync(), loops(x, ...params), tolerance, "output");

  // A random combination of the outputs, so that a gradient in the wrong place does not go unnoticed.
  const weights = normals(sizeOf(output.shape), "weights");
  const combination = (...all: Tensor[]) =>
    tf.sum(tf.mul(forward(all[0]!, ...all.slice(1)), tensor(weights, output.shape)));
  const gradients = tf.grads(combination)(tensors);
  values.forEach((numbers, which) => {
    const slope = gradientOf((changed) => {
      const [x, ...params] = values.with(which, changed) as [Float64Array, ...Float64Array[]];
      return loops(x, ...params).reduce((sum, value, i) => sum + weights[i]! * value, 0);
    }, numbers);
    assertAllClose(gradients[which]!.dataSync(), slope, tolerance, `gradient of argument ${which}`);
  });
}

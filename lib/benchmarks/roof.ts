import type { Engine, Signature, TensorFunction } from "../engines/engine.ts";
import { Stream } from "../random/stream.ts";
import { sizeOf } from "../tensor/shape.ts";
import * as tf from "../tensor/tf.ts";
import type { Shape, Tensor } from "../tensor/types.ts";
import { times } from "./timing.ts";

/** How many products follow one another, so that what is done once does not count. */
const DEPTH = 4;

/** How often a program is run; the first runs find cold caches. */
const REPETITIONS = 5;

/** A program of large products and what it does. */
interface Ascent {
  readonly shape: Shape;
  readonly weights: Shape;
  /** How often an output's entry multiplies. */
  readonly terms: number;
  multiply(x: Tensor, weights: Tensor): Tensor;
}

/** Products that machines are good at: 3×3 convolutions of many channels, and large matrices. */
const ascents: readonly Ascent[] = [
  {
    shape: [64, 32, 32, 64],
    weights: [3, 3, 64, 64],
    terms: 9 * 64,
    multiply: (x, weights) => tf.conv2d(x as tf.Tensor4D, weights as tf.Tensor4D, 1, "same"),
  },
  {
    shape: [1024, 1024],
    weights: [1024, 1024],
    terms: 1024,
    multiply: (x, weights) => tf.matMul(x, weights),
  },
];

/** Numbers whose products of so many terms stay of the size of 1. */
function drawn(shape: Shape, terms: number): Float32Array {
  const out = new Float32Array(sizeOf(shape));
  new Stream({ seed: 0, purpose: "bench/roof" }).fillNormal(out);
  return out.map((value) => value / Math.sqrt(terms));
}

/**
 * The most arithmetic that this machine was seen to do through an engine: large products with constant weights, best
 * of several runs.
 *
 * @param engine The engine.
 * @returns Floating-point operations a second, in 10⁹.
 */
export async function roofOf(engine: Engine): Promise<number> {
  const rates: number[] = [];
  for (const { shape, weights, terms, multiply } of ascents) {
    const fn: TensorFunction = (inputs) => {
      let x = inputs["x"]!;
      for (let i = 0; i < DEPTH; i++) x = multiply(x, inputs["weights"]!);
      return { mean: tf.mean(x) };
    };
    const signature: Signature = {
      inputs: { x: shape },
      constants: { weights: { shape: weights, data: drawn(weights, terms) } },
    };
    const program = await engine.compile(fn, signature);
    const x = drawn(shape, 1);
    const fastest = Math.min(...await times(REPETITIONS, () => program.run({ x })));
    await program.dispose();
    rates.push(2 * DEPTH * sizeOf(shape) * terms / (fastest * 1e6));
  }
  return Math.max(...rates);
}

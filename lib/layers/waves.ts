import * as tf from "../tensor/tf.ts";
import type { Layer } from "./layer.ts";

/** What the waves of a layer are. */
export interface WavesOptions {
  /** Numbers in. */
  readonly inputs: number;
  /** The frequencies `Ω`, in radians per unit of the input: a row of `inputs` numbers for each, row by row. */
  readonly frequencies: Float32Array;
}

/**
 * `[cos(x Ωᵀ), sin(x Ωᵀ)]` over `[B, inputs]`: two numbers for each frequency, all cosines first.
 *
 * The frequencies are constants, not parameters: they are part of the function, so nothing trains or stores them.
 *
 * @param options The frequencies.
 */
export function waves({ inputs, frequencies }: WavesOptions): Layer {
  const shape: [number, number] = [frequencies.length / inputs, inputs];
  return {
    parameters: [],
    apply(_params, x) {
      const angles = tf.matMul(x, tf.tensor(frequencies, shape, "float32"), false, true);
      return tf.concat([tf.cos(angles), tf.sin(angles)], -1);
    },
  };
}

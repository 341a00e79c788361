import type { Parameter } from "../tensor/parameters.ts";

/** The sizes on which Xavier's initialisation depends. */
export interface XavierInitOptions {
  /** How many inputs one output has. */
  readonly inputs: number;
  /** How many outputs one input has. */
  readonly outputs: number;
}

/**
 * Xavier's initialisation: uniform on `±√(6/(inputs + outputs))`, as `torch.nn.init.xavier_uniform_`.
 *
 * @param sizes The layer's sizes.
 * @returns A parameter's `initialize`.
 * @see Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010,
 * equation 16
 */
export function xavierInit({ inputs, outputs }: XavierInitOptions): Parameter["initialize"] {
  const bound = Math.sqrt(6 / (inputs + outputs));
  return (out, draws) => {
    for (let i = 0; i < out.length; i++) out[i] = (2 * draws.uniform() - 1) * bound;
  };
}

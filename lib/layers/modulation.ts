import type { Parameter, Parameters } from "../tensor/parameters.ts";
import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import { linear } from "./linear.ts";
import { zeroed } from "./zeroed.ts";

/** The sizes of a modulation. */
export interface ModulationOptions {
  /** Numbers of the embedding, and per token. */
  readonly width: number;
  /** How many rows per example. */
  readonly rows: number;
}

/** What scales, shifts and gates the tokens of an example, as a function of time and class. */
export interface Modulation {
  /** The parameters, in the order in which PyTorch would list them. */
  readonly parameters: readonly Parameter[];
  /**
   * Makes the rows.
   *
   * @param params The values of the whole network's parameters, by name.
   * @param embedding What stands for time and class, `[B, width]`.
   * @returns As many rows per example as were asked for, `[B, 1, width]` each.
   */
  apply(params: Parameters, embedding: Tensor): readonly Tensor[];
}

/**
 * Rows per example that are linear in the embedding, and 0 at first.
 *
 * @param name The parameters' prefix: `name.weight`, `[rows·width, width]`, and `name.bias`.
 * @param options Its sizes.
 * @see Peebles and Xie, "Scalable diffusion models with transformers", 2023, section 3.2, "adaLN-Zero block"
 */
export function modulation(name: string, { width, rows }: ModulationOptions): Modulation {
  const layer = zeroed(linear(name, { inputs: width, outputs: rows * width }));
  return {
    parameters: layer.parameters,
    apply(params, embedding) {
      const all = layer.apply(params, embedding);
      return tf.split(tf.reshape(all, [all.shape[0]!, rows, width]), rows, 1);
    },
  };
}

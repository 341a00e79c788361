import * as tf from "../tensor/tf.ts";
import type { Layer } from "./layer.ts";
import { normalInit } from "./normal_init.ts";
import { oneHot } from "./one_hot.ts";

/** The sizes of a table of classes. */
export interface ClassEmbeddingOptions {
  /** How many classes. */
  readonly classes: number;
  /** Numbers out. */
  readonly outputs: number;
}

/**
 * A row of its own for every class, over labels `[B]`, as `torch.nn.Embedding`: `[B, outputs]`, and zeros where the
 * label is no class.
 *
 * The row is picked by a product with a matrix of zeros and ones, whose gradient is a product too and does not depend
 * on the order in which the rows of a batch are added up.
 *
 * @param name The parameter's prefix: `name.weight`, `[classes, outputs]`, which starts standard normal.
 * @param options Its sizes.
 */
export function classEmbedding(name: string, { classes, outputs }: ClassEmbeddingOptions): Layer {
  const weight = `${name}.weight`;
  return {
    parameters: [{ name: weight, shape: [classes, outputs], initialize: normalInit(1) }],
    apply: (params, labels) => tf.matMul(oneHot(labels, classes), params.get(weight)!),
  };
}

import * as tf from "../tensor/tf.ts";
import { classEmbedding } from "./class_embedding.ts";
import { initialized } from "./initialized.ts";
import type { Layer } from "./layer.ts";
import { normalInit } from "./normal_init.ts";
import { zeroInit } from "./zero_init.ts";

/** The sizes of a label embedding. */
export interface LabelEmbeddingOptions {
  /** How many classes there are. */
  readonly classes: number;
  /** Numbers that a label becomes. */
  readonly width: number;
}

/**
 * A row of its own for every class, and one more, the last, for every negative label: an example whose class is not
 * told; over labels `[B]`, `[B, width]`.
 *
 * @param name The parameter's prefix: `name.weight`, `[classes + 1, width]`, which starts normal with deviation 0.02.
 * @param options Its sizes.
 * @see Peebles and Xie, "Scalable diffusion models with transformers", 2023, whose code calls it `LabelEmbedder`
 */
export function labelEmbedding(name: string, { classes, width }: LabelEmbeddingOptions): Layer {
  const table = initialized(classEmbedding(name, { classes: classes + 1, outputs: width }), {
    weight: normalInit(0.02),
    bias: zeroInit,
  });
  return {
    parameters: table.parameters,
    apply(params, labels) {
      const unknown = tf.fill([...labels.shape], classes);
      return table.apply(params, tf.where(tf.less(labels, 0), unknown, labels));
    },
  };
}

import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { activation } from "../layers/activation.ts";
import { conditionedSequential } from "../layers/conditioned_sequential.ts";
import { dense } from "../layers/dense.ts";
import { labelEmbedding } from "../layers/label_embedding.ts";
import type { Layer } from "../layers/layer.ts";
import { normalInit } from "../layers/normal_init.ts";
import { patchEmbedding } from "../layers/patch_embedding.ts";
import { fromPatches } from "../layers/patches.ts";
import { positionEmbedding } from "../layers/position_embedding.ts";
import { sequential } from "../layers/sequential.ts";
import { timeFeatures } from "../layers/time_features.ts";
import { transformerBlock } from "../layers/transformer_block.ts";
import { transformerEnd } from "../layers/transformer_end.ts";
import { expandTime } from "../tensor/expand_time.ts";
import * as tf from "../tensor/tf.ts";
import { type Architecture, type Network, type NetworkInput, NO_CLASS } from "./architecture.ts";
import { imageShape } from "./image_shape.ts";
import { weightsOption } from "./weights_option.ts";

/** Sinusoids that stand for the time. */
const TIME_FEATURES = 256;

/** The sizes of the paper's table 1, and a smaller one. */
const SIZES = {
  XS: { width: 128, depth: 4, heads: 4 },
  S: { width: 384, depth: 12, heads: 6 },
  B: { width: 768, depth: 12, heads: 12 },
  L: { width: 1024, depth: 24, heads: 16 },
  XL: { width: 1152, depth: 28, heads: 16 },
} as const;

const options = z.strictObject({
  size: z.enum(["XS", "S", "B", "L", "XL"]).default("XS").describe(
    "width, depth and heads: XS 128, 4, 4 for a computer without accelerator; as in the paper S 384, 12, 6; " +
      "B 768, 12, 12; L 1024, 24, 16; XL 1152, 28, 16",
  ),
  patchSize: z.int().min(1).max(64).default(2).describe(
    "side in pixels of the square patches that become tokens, a divisor of the image's sides; 2, 4 or 8 in the paper",
  ),
  width: z.int().min(4).max(8192).multipleOf(4).optional().describe(
    "numbers per token, a multiple of 4 and of heads; the size's unless given",
  ),
  depth: z.int().min(1).max(256).optional().describe("how many blocks; the size's unless given"),
  heads: z.int().min(1).max(256).optional().describe(
    "heads of every attention, a divisor of the width; the size's unless given",
  ),
  timeScale: z.number().positive().max(1e6).default(1000).describe(
    "radians per unit of time of the fastest sinusoid of the time; 1000 for DiT's, which counts 1000 steps, and 1 for " +
      "SiT's",
  ),
  weights: weightsOption,
});

type Options = z.output<typeof options>;

/** The numbers that a size stands for. */
interface Sizes {
  /** Numbers per token. */
  readonly width: number;
  /** How many blocks. */
  readonly depth: number;
  /** Heads of every attention. */
  readonly heads: number;
}

/** The size's width, depth and heads, unless they are given. */
function sizesOf({ size, ...given }: Options): Sizes {
  const { width = SIZES[size].width, depth = SIZES[size].depth, heads = SIZES[size].heads } = given;
  if (width % heads === 0) return { width, depth, heads };
  let fewer = heads;
  while (width % fewer !== 0) fewer--;
  throw new RangeError(
    `Cannot share a width of ${width} evenly among ${heads} heads, where size ${size} gives what the options do not: ` +
      `set heads to a divisor of the width, such as ${fewer}`,
  );
}

/** Tokens from top to bottom and from left to right, or a refusal. */
function gridOf(height: number, width: number, side: number): { rows: number; columns: number } {
  if (height % side === 0 && width % side === 0) return { rows: height / side, columns: width / side };
  let smaller = side;
  while (height % smaller !== 0 || width % smaller !== 0) smaller--;
  const [high, wide] = [height, width].map((pixels) => Math.max(1, Math.round(pixels / side)) * side);
  throw new Failure(
    `architecture transformer cuts images into patches of ${side}×${side}: expected sides that are multiples of ` +
      `${side}, found ${height}×${width}. Set patchSize to ${smaller}, take images of ${high}×${wide}, or use ` +
      "plainCnn for images of any size",
    2,
  );
}

/** What stands for the time, over `[B, 1]`. */
function timeEmbedding(width: number, scale: number): Layer {
  const initialize = normalInit(0.02);
  return sequential(
    timeFeatures({ features: TIME_FEATURES, scale }),
    dense("t_embedder.mlp.0", { inputs: TIME_FEATURES, outputs: width, initialize }),
    activation("silu"),
    dense("t_embedder.mlp.2", { inputs: width, outputs: width, initialize }),
  );
}

/**
 * The diffusion transformer DiT: square patches of the image become tokens that attend to each other; time and class
 * act through the scales and shifts of adaptive layer normalisations, and tokens become patches again at the end.
 *
 * A fresh network answers with zeros, because the last layer and all that modulates start from 0. Parameters have the
 * names and the layouts of DiT's `state_dict`, except that its `pos_embed`, which is not trained, is a constant here; a file may hold it.
 * With two heads it is DiT with `learn_sigma`.
 */
export const transformer: Component<Architecture<Network>, z.input<typeof options>> = {
  summary: "the diffusion transformer DiT: attention between patches, time and class in the normalisations",
  formula: "x + g₁·attention(n₁(x)),  x + g₂·mlp(n₂(x)),  n(x) = (1 + scale)·layerNorm(x) + shift",
  reference: 'Peebles and Xie, "Scalable diffusion models with transformers", 2023, ' +
    "https://arxiv.org/abs/2212.09748",
  options,
  create(given) {
    const chosen = options.parse(given);
    const sizes = sizesOf(chosen);
    return { build: (input) => build({ ...chosen, ...sizes }, input) };
  },
};

function build(
  { width, depth, heads, patchSize: side, timeScale, weights }: Options & Sizes,
  { shape, heads: answers = 1, classes = 0 }: NetworkInput,
): Network {
  const [high, wide, channels] = imageShape("transformer", shape);
  const grid = gridOf(high, wide, side);
  const positions = positionEmbedding({ ...grid, width });
  const patches = patchEmbedding("x_embedder.proj", { channels, side, width });
  const time = timeEmbedding(width, timeScale);
  const label = classes > 0 ? labelEmbedding("y_embedder.embedding_table", { classes, width }) : undefined;
  const blocks = conditionedSequential(
    ...Array.from({ length: depth }, (_, i) => transformerBlock(`blocks.${i}`, { width, heads })),
    transformerEnd("final_layer", { inputs: width, outputs: answers * channels * side ** 2 }),
  );
  const silu = activation("silu");

  return {
    parameters: [patches, time, ...label === undefined ? [] : [label], blocks]
      .flatMap(({ parameters }) => parameters),
    takesClass: label !== undefined,
    weights,
    buffers: ["pos_embed"],
    apply(params, x, t, { label: labels = tf.fill([t.shape[0]!], NO_CLASS) } = {}) {
      const told = time.apply(params, expandTime(t, 2)); // [B, width]
      const embedding = label === undefined ? told : tf.add(told, label.apply(params, labels));
      const places = tf.tensor(positions, [1, grid.rows * grid.columns, width], "float32");
      const tokens = tf.add(patches.apply(params, x), places); // [B, T, width]
      const answer = blocks.apply(params, tokens, { embedding: silu.apply(params, embedding) });
      return fromPatches(answer, { ...grid, side });
    },
  };
}

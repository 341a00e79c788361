import { attentionBlock, QKV_ORDERS } from "../../lib/layers/attention_block.ts";
import { classEmbedding } from "../../lib/layers/class_embedding.ts";
import type { ConditionedLayer } from "../../lib/layers/conditioned_layer.ts";
import { downsample } from "../../lib/layers/downsample.ts";
import { groupNormSilu } from "../../lib/layers/group_norm_silu.ts";
import { pointwise } from "../../lib/layers/pointwise.ts";
import { residualBlock } from "../../lib/layers/residual_block.ts";
import { upsample } from "../../lib/layers/upsample.ts";
import { named } from "../../lib/tensor/parameters.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { sources } from "../engines/cases/case.ts";
import type { LoweringCase } from "../engines/cases/case.ts";
import { assertOnnx, runEager } from "../engines/compare.ts";
import { allowed } from "../support/permissions.ts";

const BATCH = 2;
const EMBEDDING = 3;

/** A layer of images in every layout, as a function of image, embedding and parameters. */
function ofImages(title: string, make: (channels: number) => ConditionedLayer): LoweringCase[] {
  return sources.map(({ layout, from, channels, make: source }) => {
    const { parameters, apply } = make(channels);
    return {
      title: `${title}, of a ${layout} image`,
      inputs: [[BATCH, 4, 6, from], [BATCH, EMBEDDING], ...parameters.map(({ shape }) => shape)],
      fn: (x, embedding, ...params) => {
        const layer = apply(named(parameters, params), source(x!), { embedding: embedding! });
        // Makes layers that take no embedding depend on it as well, as gradients must.
        return tf.add(layer, tf.mul(tf.sum(embedding!), 0.1));
      },
      // Normalisations, and sums over hundreds of products of order 10 of both signs, lose two of seven digits.
      tolerance: 1e-4,
    };
  });
}

const cases: readonly LoweringCase[] = [
  ...QKV_ORDERS.flatMap((qkvOrder) =>
    ofImages(`attentionBlock, ${qkvOrder}`, (channels) =>
      attentionBlock("block", {
        channels,
        groups: channels === 5 ? 1 : 4,
        heads: channels === 5 ? 5 : 2,
        qkvOrder,
      }))
  ),
  ...([[undefined, false], [undefined, true], ["down", false], ["up", true]] as const).flatMap((
    [resize, scaleShift],
  ) =>
    ofImages(
      `residualBlock${resize === undefined ? "" : ` ${resize}`}${scaleShift ? " with scale and shift" : ""}`,
      (channels) =>
        residualBlock("block", {
          inputs: channels,
          outputs: 16,
          embedding: EMBEDDING,
          groups: channels === 5 ? 1 : 4,
          scaleShift,
          dropout: 0,
          size: [4, 6],
          resize,
        }),
    )
  ),
  ...ofImages(
    "groupNormSilu",
    (channels) => groupNormSilu("layer", { channels, groups: channels === 5 ? 5 : 4 }),
  ),
  ...[false, true].flatMap((learned) => [
    ...ofImages(
      `downsample that is${learned ? "" : " not"} learned`,
      (channels) => downsample("block", { channels, learned }),
    ),
    ...ofImages(
      `upsample that is${learned ? "" : " not"} learned`,
      (channels) => upsample("block", { channels, learned }),
    ),
  ]),
  {
    title: "pointwise",
    inputs: [[7, 3], [5, 3, 1], [5]],
    fn: (x, ...params) => {
      const layer = pointwise("layer", { inputs: 3, outputs: 5 });
      return layer.apply(named(layer.parameters, params), x!);
    },
  },
  {
    title: "classEmbedding",
    inputs: [[3, 4]],
    fn: (table) => {
      const layer = classEmbedding("layer", { classes: 3, outputs: 4 });
      return layer.apply(named(layer.parameters, [table!]), tf.tensor1d([2, -1, 0, 2]));
    },
  },
];

for (const one of cases) {
  Deno.test({
    name: `the engines agree on ${one.title}`,
    ignore: !allowed("read", "env", "ffi", "sys"),
    fn: async () => await assertOnnx(one, await runEager(one)),
  });
}

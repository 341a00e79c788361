import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { activation } from "../layers/activation.ts";
import { conv2d } from "../layers/conv2d.ts";
import { enlarge } from "../layers/enlarge.ts";
import type { Layer } from "../layers/layer.ts";
import { sequential } from "../layers/sequential.ts";
import { shrink } from "../layers/shrink.ts";
import { appendTime } from "../tensor/expand_time.ts";
import * as tf from "../tensor/tf.ts";
import type { Architecture, Network } from "./architecture.ts";
import { imageShape } from "./image_shape.ts";

const options = z.strictObject({
  channels: z.number().int().min(1).max(4096).default(64)
    .describe("channels at full resolution; twice as many at half, four times at a quarter"),
});

/** Two 3×3 convolutions, each followed by ReLU. */
function block(name: string, inputs: number, outputs: number): Layer {
  return sequential(
    conv2d(`${name}.0`, { inputs, outputs, kernel: 3 }),
    activation("relu"),
    conv2d(`${name}.2`, { inputs: outputs, outputs, kernel: 3 }),
    activation("relu"),
  );
}

/**
 * A U-Net without normalisation or attention: three resolutions, blocks of two convolutions, average pooling
 * down, nearest-neighbour enlarging up, each way up joined with the way down at the same resolution.
 *
 * @see Ronneberger, Fischer and Brox, "U-Net", 2015, https://arxiv.org/abs/1505.04597
 */
export const plainUnet: Component<Architecture<Network>, z.output<typeof options>> = {
  summary: "a U-Net of plain convolutions on three resolutions",
  reference: 'Ronneberger, Fischer and Brox, "U-Net", 2015, https://arxiv.org/abs/1505.04597',
  options,
  create: ({ channels: base }) => ({
    build({ shape, heads = 1 }) {
      const [height, width, colours] = imageShape("plainUnet", shape);
      if (height % 4 !== 0 || width % 4 !== 0) {
        throw new Failure(
          `architecture plainUnet halves the image twice: expected sides that are multiples of 4, found ` +
            `${height}×${width}. Use plainCnn for images of any size`,
          2,
        );
      }
      const down1 = block("down1", colours + 1, base);
      const down2 = block("down2", base, 2 * base);
      const middle = block("middle", 2 * base, 4 * base);
      const up1 = block("up1", 4 * base + 2 * base, 2 * base);
      const up2 = block("up2", 2 * base + base, base);
      const final = conv2d("final", { inputs: base, outputs: heads * colours, kernel: 1 });
      return {
        parameters: [down1, down2, middle, up1, up2, final].flatMap(({ parameters }) => parameters),
        apply(params, x, t) {
          const fine = down1.apply(params, appendTime(x, t)); // [B, H, W, base]
          const coarse = down2.apply(params, shrink(fine, 2)); // [B, H/2, W/2, 2·base]
          const coarsest = middle.apply(params, shrink(coarse, 2)); // [B, H/4, W/4, 4·base]
          const back = up1.apply(params, tf.concat([enlarge(coarsest, 2), coarse], 3)); // [B, H/2, W/2, 2·base]
          return final.apply(params, up2.apply(params, tf.concat([enlarge(back, 2), fine], 3)));
        },
      };
    },
  }),
};

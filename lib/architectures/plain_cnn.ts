import { z } from "zod";
import type { Component } from "../component.ts";
import { activation } from "../layers/activation.ts";
import { conv2d } from "../layers/conv2d.ts";
import { sequential } from "../layers/sequential.ts";
import { appendTime } from "../tensor/expand_time.ts";
import type { Architecture, Network } from "./architecture.ts";
import { imageShape } from "./image_shape.ts";

const options = z.strictObject({
  channels: z.array(z.number().int().min(1).max(8192)).min(1).max(64).default([32, 64, 32])
    .describe("channels after each hidden convolution"),
});

/**
 * 3×3 convolutions with ReLU between, the time as an extra channel.
 *
 * With `n` convolutions a pixel sees `2n + 1` pixels in each direction: 9 for the default four.
 */
export const plainCnn: Component<Architecture<Network>, z.output<typeof options>> = {
  summary: "a few 3×3 convolutions with ReLU; sees only its neighbourhood",
  options,
  create: ({ channels }) => ({
    build({ shape, heads = 1 }) {
      const [, , colours] = imageShape("plainCnn", shape);
      const sizes = [colours + 1, ...channels, heads * colours];
      const layers = sizes.slice(1).flatMap((outputs, i) => {
        const layer = conv2d(`net.${2 * i}`, { inputs: sizes[i]!, outputs, kernel: 3 });
        return i < channels.length ? [layer, activation("relu")] : [layer];
      });
      const net = sequential(...layers);
      return { parameters: net.parameters, apply: (params, x, t) => net.apply(params, appendTime(x, t)) };
    },
  }),
};

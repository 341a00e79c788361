import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { activation, type ActivationName, ACTIVATIONS } from "../layers/activation.ts";
import { linear } from "../layers/linear.ts";
import { sequential } from "../layers/sequential.ts";
import { appendTime } from "../tensor/expand_time.ts";
import type { Architecture, Network } from "./architecture.ts";

const options = z.strictObject({
  width: z.number().int().min(1).max(65536).default(64).describe("units in every hidden layer"),
  hiddenLayers: z.number().int().min(1).max(64).default(3).describe("how many hidden layers"),
  activation: z.enum(ACTIVATIONS).default("selu").describe("the function between the layers"),
});

/** A multilayer perceptron on points with the time as one more coordinate: torchcfm's network for toy sets. */
export const mlp: Component<
  Architecture<Network>,
  { width: number; hiddenLayers: number; activation: ActivationName }
> = {
  summary: "multilayer perceptron on [x, t], for points",
  formula: "v = W·φ(… φ(W·[x, t] + b) …) + b",
  reference: "torchcfm, https://github.com/atong01/conditional-flow-matching",
  options,
  create: ({ width, hiddenLayers, activation: name }) => ({
    build({ shape, heads = 1 }) {
      if (shape.length !== 1) {
        throw new Failure(
          `architecture mlp takes points, one row of numbers each; the data set's examples are [${
            shape.join(", ")
          }]. ` +
            "Use plainCnn or plainUnet for images",
          2,
        );
      }
      const sizes = [shape[0]! + 1, ...Array<number>(hiddenLayers).fill(width), heads * shape[0]!];
      const layers = sizes.slice(1).flatMap((outputs, i) => {
        const layer = linear(`net.${2 * i}`, { inputs: sizes[i]!, outputs });
        return i < hiddenLayers ? [layer, activation(name)] : [layer];
      });
      const net = sequential(...layers);
      return { parameters: net.parameters, apply: (params, x, t) => net.apply(params, appendTime(x, t)) };
    },
  }),
};

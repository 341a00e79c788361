import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { activation, ACTIVATIONS } from "../layers/activation.ts";
import { fourierFeatures } from "../layers/fourier_features.ts";
import { linear } from "../layers/linear.ts";
import { oneHot } from "../layers/one_hot.ts";
import { residual } from "../layers/residual.ts";
import { sequential } from "../layers/sequential.ts";
import { timeFeatures } from "../layers/time_features.ts";
import { appendTime, expandTime } from "../tensor/expand_time.ts";
import type { Parameters } from "../tensor/parameters.ts";
import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import type { Architecture, Network } from "./architecture.ts";

const features = z.int().min(0).max(65536).multipleOf(2).default(0);

const options = z.strictObject({
  width: z.number().int().min(1).max(65536).default(64).describe("units in every hidden layer"),
  hiddenLayers: z.number().int().min(1).max(64).default(3).describe("how many hidden layers"),
  activation: z.enum(ACTIVATIONS).default("selu").describe("the function between the layers"),
  timeFeatures: features.describe(
    "how many sinusoids stand for the time, an even number; 0 takes the time itself as one more coordinate",
  ),
  timeScale: z.number().positive().max(1e6).default(1000).describe(
    "radians per unit of time of the fastest of the timeFeatures; the slowest has nearly 1/10000 of it",
  ),
  fourierFeatures: features.describe(
    "how many random sinusoids of the coordinates stand beside them, an even number",
  ),
  fourierScale: z.number().positive().max(1e6).default(1).describe(
    "standard deviation of the frequencies of the fourierFeatures, in cycles per unit",
  ),
  residual: z.boolean().default(false).describe(
    "whether every hidden layer but the first adds to its input, x + φ(W·x + b)",
  ),
});

/** What the first layer is given. */
interface Entrance {
  /** How many numbers. */
  readonly size: number;
  /** Makes them of points, `[B, size of a point]`, times and labels, `[B]`. */
  join(x: Tensor, t: Tensor, label: Tensor | undefined): Tensor;
}

/** `[x, cos 2πBx, sin 2πBx, t, class]`, or sinusoids in place of the time; what has no features is left out. */
function entrance(size: number, classes: number, chosen: z.output<typeof options>): Entrance {
  const none: Parameters = new Map();
  const { timeFeatures: ofTime, fourierFeatures: ofPoint } = chosen;
  const waves = fourierFeatures({ inputs: size, features: ofPoint, scale: chosen.fourierScale });
  const clock = timeFeatures({ features: ofTime, scale: chosen.timeScale });
  return {
    size: size + ofPoint + (ofTime === 0 ? 1 : ofTime) + classes,
    join(x, t, label) {
      const points = ofPoint === 0 ? x : tf.concat([x, waves.apply(none, x)], -1);
      const timed = ofTime === 0
        ? appendTime(points, t)
        : tf.concat([points, clock.apply(none, expandTime(t, 2))], -1);
      return label === undefined ? timed : tf.concat([timed, oneHot(label, classes)], -1);
    },
  };
}

/**
 * A multilayer perceptron on points with the time as one more coordinate: torchcfm's network for toy sets.
 *
 * A class is told as one more coordinate for each class, 1 for its own and 0 for the others; all 0 tell none.
 * The time can be given as sinusoids, random Fourier features can stand beside the coordinates, and the hidden layers
 * can be residual. The parameters keep their names and their order, those of a PyTorch `Sequential`; features only
 * make the first weight wider. An option that is left out has its default.
 */
export const mlp: Component<Architecture<Network>, z.input<typeof options>> = {
  summary: "multilayer perceptron on [x, t], for points",
  formula: "v = W·φ(… φ(W·[x, t] + b) …) + b",
  reference: "torchcfm, https://github.com/atong01/conditional-flow-matching; " +
    'timeFeatures: Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", 2021, ' +
    "https://arxiv.org/abs/2105.05233; " +
    'fourierFeatures: Tancik et al., "Fourier features let networks learn high frequency functions in low ' +
    'dimensional domains", 2020, https://arxiv.org/abs/2006.10739',
  options,
  create(given) {
    const chosen = options.parse(given);
    const { width, hiddenLayers } = chosen;
    return {
      build({ shape, heads = 1, classes = 0 }) {
        if (shape.length !== 1) {
          throw new Failure(
            `architecture mlp takes points, one row of numbers each; the data set's examples are [${
              shape.join(", ")
            }]. ` +
              "Use plainCnn or plainUnet for images",
            2,
          );
        }
        const input = entrance(shape[0]!, classes, chosen);
        const hidden = Array.from({ length: hiddenLayers }, (_, i) => {
          const inputs = i === 0 ? input.size : width;
          const layer = linear(`net.${2 * i}`, { inputs, outputs: width });
          const block = sequential(layer, activation(chosen.activation));
          return chosen.residual && i > 0 ? residual(block) : block;
        });
        const last = linear(`net.${2 * hiddenLayers}`, { inputs: width, outputs: heads * shape[0]! });
        const net = sequential(...hidden, last);
        return {
          parameters: net.parameters,
          takesClass: classes > 0,
          apply: (params, x, t, { label } = {}) => net.apply(params, input.join(x, t, label)),
        };
      },
    };
  },
};

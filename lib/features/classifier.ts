import { activation } from "../layers/activation.ts";
import { conv2d } from "../layers/conv2d.ts";
import type { Layer } from "../layers/layer.ts";
import { linear } from "../layers/linear.ts";
import { sequential } from "../layers/sequential.ts";
import type { Parameter, Parameters } from "../tensor/parameters.ts";
import { sizeOf } from "../tensor/shape.ts";
import * as tf from "../tensor/tf.ts";
import type { Shape, Tensor } from "../tensor/types.ts";

/** What a classifier is laid out for. */
export interface ClassifierInput {
  /** The shape of one image, `[H, W, C]`. */
  readonly shape: Shape;
  /** How many classes there are, at least 2. */
  readonly classes: number;
}

/** A small convolutional network that tells the classes of images. */
export interface Classifier extends ClassifierInput {
  /** Its parameters in order, in PyTorch's layouts; those of the last two layers begin with `features` and `head`. */
  readonly parameters: readonly Parameter[];
  /**
   * The forward pass.
   *
   * @param params The parameters' values by name.
   * @param images Images with values in `[-1, 1]`, `[B, H, W, C]`.
   * @returns What the last layer sees, `[B, FEATURES]`, and the scores that it gives, `[B, classes]`: the logarithms
   * of probabilities, up to one number for each image.
   */
  apply(params: Parameters, images: Tensor): { readonly features: Tensor; readonly logits: Tensor };
}

/** How many numbers describe an image. */
export const FEATURES = 64;

/** Raised whenever this network or the way it is trained changes, so that one of before is not taken for it. */
export const CLASSIFIER_VERSION = 1;

/** Larger images are made smaller than this first, so that time and memory have a bound. */
const LARGEST_SIDE = 64;
/** Images are halved until a side is smaller than this. */
const SMALLEST_SIDE = 8;
/** Channels after the first convolution; each halving doubles them until they are as many as the features. */
const FIRST_CHANNELS = 16;

/**
 * The classifier that features are read from: 3×3 convolutions with ReLU, after each a halving of the image by means
 * over 2×2 pixels until a side is below 8, then a linear layer with ReLU, whose outputs are the features, and another.
 *
 * Images with a side above 64 are first made smaller by means over squares of pixels.
 *
 * @param input The images, and how many classes they have.
 */
export function classifier({ shape, classes }: ClassifierInput): Classifier {
  let [height, width, channels] = shape as readonly [number, number, number];
  const layers: Layer[] = [];
  const reduce = (side: number): void => {
    layers.push(means(side));
    [height, width] = [Math.floor(height / side), Math.floor(width / side)];
  };
  const convolve = (outputs: number): void => {
    layers.push(conv2d(`net.${layers.length}`, { inputs: channels, outputs, kernel: 3 }), activation("relu"));
    channels = outputs;
  };
  const reduction = Math.min(height, width, Math.ceil(Math.max(height, width) / LARGEST_SIDE));
  if (reduction > 1) reduce(reduction);
  convolve(FIRST_CHANNELS);
  while (Math.min(height, width) >= SMALLEST_SIDE) {
    reduce(2);
    convolve(Math.min(2 * channels, FEATURES));
  }
  const inputs = sizeOf([height, width, channels]);
  layers.push({ parameters: [], apply: (_params, x) => tf.reshape(x, [x.shape[0]!, inputs]) });
  layers.push(linear("features", { inputs, outputs: FEATURES }), activation("relu"));
  const body = sequential(...layers);
  const head = linear("head", { inputs: FEATURES, outputs: classes });
  return {
    shape,
    classes,
    parameters: [...body.parameters, ...head.parameters],
    apply(params, images) {
      const features = body.apply(params, images);
      return { features, logits: head.apply(params, features) };
    },
  };
}

/**
 * Weights whose features are so many times as large, with the same scores: ReLU leaves positive factors as they are.
 *
 * @param network The network.
 * @param weights Its weights, `[N]`; they are not changed.
 * @param factor The factor, above 0.
 */
export function withScaledFeatures(
  { parameters }: Classifier,
  weights: Float32Array,
  factor: number,
): Float32Array {
  const scaled = weights.slice();
  let offset = 0;
  for (const { name, shape } of parameters) {
    const end = offset + sizeOf(shape);
    const own = name.startsWith("features.") ? factor : name === "head.weight" ? 1 / factor : 1;
    for (; offset < end; offset++) scaled[offset]! *= own;
  }
  return scaled;
}

/** Means over squares of pixels; what is left over at the far edges is cut off. */
function means(side: number): Layer {
  return { parameters: [], apply: (_params, x) => tf.avgPool(x as tf.Tensor4D, side, side, "valid") };
}

import * as tf from "../../../lib/tensor/tf.ts";
import type { Tensor } from "../../../lib/tensor/types.ts";
import { fixed, inEveryLayout, type LoweringCase } from "./case.ts";

type Pad = Parameters<typeof tf.conv2d>[3];

interface Convolution {
  readonly batch?: number;
  readonly size?: readonly [height: number, width: number];
  readonly channels?: readonly [inputs: number, outputs: number];
  readonly window?: number | readonly [height: number, width: number];
  readonly strides?: number | [number, number];
  readonly pad?: Pad;
  readonly dilation?: number;
  readonly rounding?: "floor";
}

function convolve(
  x: Tensor,
  filter: Tensor,
  { strides = 1, pad = "same", dilation = 1, rounding }: Convolution,
) {
  return tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, "NHWC", dilation, rounding);
}

function convolutionCase(settings: Convolution): LoweringCase {
  const { batch = 2, size = [5, 4], channels: [inputs, outputs] = [4, 3], window = 3, dilation = 1 } =
    settings;
  const [height, width] = typeof window === "number" ? [window, window] : window;
  return {
    title: `a convolution: ${JSON.stringify(settings).replaceAll(/["{}]/g, "")}`,
    fn: (x, filter) => convolve(x!, filter!, settings),
    inputs: [[batch, ...size, inputs], [height, width, inputs, outputs]],
    // TensorFlow.js has no gradient of a dilated convolution
    ...(dilation > 1 ? { gradients: 0 } : {}),
  };
}

const channelPairs = [1, 3, 4, 16, 32, 48].flatMap((inputs) =>
  [1, 3, 4, 16, 32, 48].map((outputs) => [inputs, outputs] as const)
);

const settings: readonly Convolution[] = [
  // every combination of few channels, whole blocks and broken blocks, with filter gradients of both forms
  ...channelPairs.map((channels) => ({ channels, size: [3, 2] as const })),
  ...channelPairs.map((channels) => ({ channels, size: [3, 2] as const, batch: 16 })),
  // batches that make the filter gradient a blocked convolution, and ones that do not
  ...[1, 3, 8, 16, 32].map((batch) => ({ batch, channels: [16, 32] as const, size: [4, 3] as const })),
  ...[[16, 20], [20, 16], [32, 16]].map((channels) => ({
    channels: channels as [number, number],
    batch: 16,
    window: [3, 2] as const,
    size: [4, 5] as const,
  })),
  ...[[3, 16], [16, 3], [32, 16]].map((channels) => ({
    channels: channels as [number, number],
    batch: 16,
    strides: 2,
    pad: 1,
    size: [6, 5] as const,
  })),
  ...[[4, 3], [16, 32]].flatMap((pair) => {
    const channels = pair as [number, number];
    return [
      ...[1, 2, 3, 5].flatMap((window) =>
        (["same", "valid"] as const).flatMap((pad) =>
          [1, 2].map((strides) => ({ channels, window, pad, strides, size: [7, 6] as const }))
        )
      ),
      { channels, window: [1, 3] as const },
      { channels, window: [5, 2] as const, size: [6, 7] as const, batch: 16 },
      { channels, strides: [2, 1] as [number, number], size: [7, 6] as const },
      { channels, strides: 3, window: 2, pad: "valid" as const, size: [8, 7] as const },
      { channels, strides: 2, window: 1, size: [8, 7] as const },
      // windows that lie apart, in batches that make the filter gradient a blocked convolution
      ...[1, 2, 3].map((strides) => ({ channels, strides, pad: 1, size: [7, 6] as const, batch: 16 })),
      { channels, strides: 2, pad: 0, window: 1, size: [6, 5] as const, batch: 16 },
      { channels, strides: 2, pad: 2, window: 5, size: [6, 5] as const, batch: 16 },
      { channels, strides: [2, 3] as [number, number], window: 2, size: [6, 8] as const, batch: 16 },
      {
        channels,
        strides: [2, 3] as [number, number],
        window: 2,
        pad: [[0, 0], [1, 1], [1, 1], [0, 0]] as Pad,
        batch: 16,
      },
      { channels, strides: 3, pad: 0, window: 2, size: [8, 9] as const, batch: 16 },
      { channels, pad: 0 },
      { channels, pad: 2 },
      { channels, pad: 2, batch: 16 },
      { channels, pad: 1, window: 1 },
      { channels, pad: 3, window: 3 },
      { channels, pad: 3, window: 3, batch: 16 },
      { channels, pad: 1, strides: 2, size: [6, 7] as const, rounding: "floor" as const },
      { channels, pad: [[0, 0], [1, 2], [0, 1], [0, 0]] as Pad },
      { channels, pad: [[0, 0], [2, 0], [1, 0], [0, 0]] as Pad, batch: 16 },
      { channels, pad: [[0, 0], [1, 0], [0, 2], [0, 0]] as Pad, strides: 2 },
      { channels, dilation: 2, size: [7, 6] as const },
      { channels, dilation: 2, pad: "valid" as const, size: [7, 6] as const },
    ];
  }),
];

/** Convolutions. */
export const convolutionCases: readonly LoweringCase[] = [
  ...settings.map(convolutionCase),
  ...[[3, 16], [16, 3], [16, 32], [32, 16], [4, 3]].flatMap(([inputs, outputs]) =>
    [1, 3].map((window): LoweringCase => ({
      title: `a convolution with known filters of ${window} from ${inputs} to ${outputs} channels`,
      fn: (x) => {
        const filters = fixed([outputs!, inputs!, window, window], "filters");
        return convolve(x!, tf.transpose(filters, [2, 3, 1, 0]), {});
      },
      inputs: [[2, 4, 5, inputs!]],
    }))
  ),
  {
    title: "a convolution of many pixels, whose filter gradient is several convolutions",
    fn: (x, filter) => tf.reshape(convolve(x!, filter!, {}), [-1]),
    inputs: [[16, 33, 32, 1], [1, 2, 1, 80]],
  },
  ...inEveryLayout(
    "three convolutions with biases, one of them rectified",
    (x, bias) => {
      const layer = (image: Tensor, channels: number, rectified: boolean) => {
        const filters = fixed([3, 3, image.shape[3]!, channels], "layer");
        const sum = tf.add(convolve(image, tf.mul(filters, 0.1), {}), tf.slice(bias!, 0, channels));
        return rectified ? tf.relu(sum) : sum;
      };
      return layer(layer(layer(x!, 32, true), 7, false), 16, true);
    },
    () => [[32]],
  ),
];

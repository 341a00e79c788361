import type * as tf from "../../../tensor/tf.ts";
import { backend_util } from "../../../tensor/tf.ts";
import type { Graph } from "../graph.ts";
import {
  blocked,
  blockedShape,
  canBlock,
  channelsFirst,
  NCHWC,
  permute,
  plain,
  reshape,
  TO_CHANNELS_FIRST,
  transpose,
} from "../layout.ts";
import type { Lowering, Traced } from "../traced.ts";
import { filterGradient } from "./filter_gradient.ts";
import { blockedFilters, type Filters, uprightFilters } from "./filters.ts";
import { checkRounding, type Geometry, padded, type Pads, padsOf, turnedPads } from "./window.ts";

type Window = Pick<tf.Conv2DAttrs, "strides" | "pad" | "dimRoundingMode" | "dataFormat"> & {
  readonly dilations?: tf.Conv2DAttrs["dilations"];
};

/** Where the window of a convolution goes. */
function geometryOf(inputShape: readonly number[], filterShape: readonly number[], window: Window): Geometry {
  if (window.dataFormat !== "NHWC") {
    throw new RangeError(`Cannot trace a convolution in format ${window.dataFormat}: expected NHWC`);
  }
  checkRounding(window.dimRoundingMode);
  return backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    window.strides,
    window.dilations ?? 1,
    window.pad,
    window.dimRoundingMode,
  );
}

/** Filters in PyTorch's layout, `[O, I, h, w]`, from TensorFlow.js's `[h, w, I, O]`. */
function outputsFirst(graph: Graph, filter: Traced): string {
  return transpose(graph, plain(graph, filter), filter.shape, [3, 2, 0, 1]);
}

/** A convolution, whatever the layout. */
interface Convolution {
  readonly image: Traced;
  readonly filters: Filters;
  readonly outputShape: readonly number[];
  readonly pads: Pads;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** Adds a convolution, on blocked tensors where the channels come in whole blocks. */
function convolve(graph: Graph, convolution: Convolution): Traced {
  const { image, filters, outputShape: shape, pads, strides, dilations } = convolution;
  const [height, width] = filters.shape.slice(2) as [number, number];
  const attributes = { pads, strides, dilations, group: 1, kernel_shape: [height, width] };
  const [inputs, outputs] = [image.shape[3]!, shape[3]!];
  if (!runsBlocked(graph, inputs, outputs)) {
    const value = graph.add(
      "Conv",
      [channelsFirst(graph, image), uprightFilters(graph, filters)],
      attributes,
    );
    return { value, shape, dtype: "float32", layout: "channelsFirst" };
  }
  const source = inputs < graph.blockSize ? channelsFirst(graph, image) : blocked(graph, image);
  return {
    value: graph.add(`${NCHWC}/Conv`, [source, blockedFilters(graph, filters)], attributes),
    shape,
    dtype: "float32",
    layout: "blocked",
  };
}

const conv2d: Lowering<tf.Conv2DAttrs> = (graph, { x, filter }, attributes) => {
  const geometry = geometryOf(x!.shape, filter!.shape, attributes);
  const [height, width, inputs, outputs] = filter!.shape;
  return convolve(graph, {
    image: x!,
    filters: {
      value: outputsFirst(graph, filter!),
      shape: [outputs!, inputs!, height!, width!],
      turned: false,
    },
    outputShape: geometry.outShape,
    pads: padsOf(geometry),
    strides: [geometry.strideHeight, geometry.strideWidth],
    dilations: [geometry.dilationHeight, geometry.dilationWidth],
  });
};

/** The image without the rows and columns that a negative padding takes away. */
function cropped(graph: Graph, image: Traced, pads: Pads): Traced {
  if (pads.every((count) => count >= 0)) return image;
  const [top, left, bottom, right] = pads.map((count) => Math.min(count, 0)) as unknown as Pads;
  const [batch, height, width, channels] = image.shape;
  return {
    ...image,
    shape: [batch!, height! + top + bottom, width! + left + right, channels!],
    layout: "channelsFirst",
    value: padded(graph, channelsFirst(graph, image), [top, left, bottom, right]),
  };
}

/** Whether a convolution of this many inputs and outputs runs on blocked tensors. */
function runsBlocked({ blockSize: block }: Graph, inputs: number, outputs: number): boolean {
  return block > 0 && outputs % block === 0 && (inputs < block || inputs % block === 0);
}

/** A blocked image with rows and columns of zeros below and to the right of every pixel. */
function stretched(graph: Graph, image: Traced, [down, right]: readonly [number, number]): Traced {
  const [batch, outer, height, width, block] = blockedShape(graph, image.shape) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const lines = reshape(graph, blocked(graph, image), [batch * outer, height, 1, width, block]);
  const zeros = [0, 0, down - 1, 0, (right - 1) * block];
  const wide = graph.add("Pad", [lines, graph.integers(0, 0, 0, 0, 0, ...zeros)]);
  const shape = [batch, height * down, width * right, image.shape[3]!];
  const value = reshape(graph, wide, permute(shape, TO_CHANNELS_FIRST));
  return { ...image, shape, layout: "blocked", value };
}

/**
 * The gradient with respect to the image: a convolution with the filters turned around.
 *
 * Of windows that lie some pixels apart, zeros are put between the pixels of `dy` first; the products with them are
 * wasted, but a blocked convolution is so much faster than ONNX's transposed one that it pays.
 */
const inputGradient: Lowering<tf.Conv2DBackpropInputAttrs> = (graph, { dy, filter }, attributes) => {
  const geometry = geometryOf(attributes.inputShape, filter!.shape, attributes);
  const [height, width, inputs, outputs] = filter!.shape as [number, number, number, number];
  const strides = [geometry.strideHeight, geometry.strideWidth] as const;
  const strided = strides.some((stride) => stride !== 1);
  if (strided && !(canBlock(graph, dy!.shape) && runsBlocked(graph, outputs, inputs))) {
    return byTransposedConvolution(graph, dy!, filter!, geometry, attributes.inputShape);
  }
  const image = strided ? stretched(graph, dy!, strides) : dy!;
  const [top, left] = turnedPads(geometry);
  const [, imageHeight, imageWidth] = image.shape as [number, number, number];
  const pads = [
    top,
    left,
    geometry.inHeight - (imageHeight + top - height + 1),
    geometry.inWidth - (imageWidth + left - width + 1),
  ] as const;
  return convolve(graph, {
    image: cropped(graph, image, pads),
    filters: { value: outputsFirst(graph, filter!), shape: [outputs, inputs, height, width], turned: true },
    outputShape: attributes.inputShape,
    pads: pads.map((count) => Math.max(count, 0)) as unknown as Pads,
    strides: [1, 1],
    dilations: [1, 1],
  });
};

/** The gradient with respect to the image by ONNX's own operator. */
function byTransposedConvolution(
  graph: Graph,
  dy: Traced,
  filter: Traced,
  geometry: Geometry,
  shape: readonly number[],
): Traced {
  const { filterHeight, filterWidth, strideHeight, strideWidth } = geometry;
  const [top, left, bottom, right] = padsOf(geometry);
  const covered = (out: number, stride: number, length: number, padding: number) =>
    (out - 1) * stride + length - padding;
  const value = graph.add("ConvTranspose", [channelsFirst(graph, dy), outputsFirst(graph, filter)], {
    strides: [strideHeight, strideWidth],
    pads: [top, left, bottom, right],
    kernel_shape: [filterHeight, filterWidth],
    output_padding: [
      geometry.inHeight - covered(geometry.outHeight, strideHeight, filterHeight, top + bottom),
      geometry.inWidth - covered(geometry.outWidth, strideWidth, filterWidth, left + right),
    ],
  });
  return { value, shape, dtype: "float32", layout: "channelsFirst" };
}

const backpropFilter: Lowering<tf.Conv2DBackpropFilterAttrs> = (graph, { x, dy }, attributes) =>
  filterGradient(
    graph,
    x!,
    dy!,
    attributes.filterShape,
    geometryOf(x!.shape, attributes.filterShape, attributes),
  );

/** The kernels of two-dimensional convolution. */
export const convolutions = {
  Conv2D: conv2d,
  Conv2DBackpropFilter: backpropFilter,
  Conv2DBackpropInput: inputGradient,
} as const;

import type * as tf from "../../../tensor/tf.ts";
import { backend_util } from "../../../tensor/tf.ts";
import type { Graph } from "../graph.ts";
import { blocked, channelsFirst, NCHWC, plain, transpose } from "../layout.ts";
import type { Lowering, Traced } from "../traced.ts";
import { filterGradient } from "./filter_gradient.ts";
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
  /** `[O, I, h, w]`. */
  readonly filter: string;
  readonly filterShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly pads: Pads;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/**
 * Adds a convolution, on blocked tensors where the channels come in whole blocks.
 *
 * The blocked operator reads an image of fewer channels than a block as it is; its filters then lie as
 * `[O/b, I, h, w, b]`, otherwise as `[O/b, I/b, h, w, b (in), b (out)]`.
 */
function convolve(graph: Graph, convolution: Convolution): Traced {
  const { image, filter, filterShape, outputShape: shape, pads, strides, dilations } = convolution;
  const [outputs, inputs, height, width] = filterShape as [number, number, number, number];
  const attributes = { pads, strides, dilations, group: 1, kernel_shape: [height, width] };
  const block = graph.blockSize;
  if (block === 0 || outputs % block !== 0 || (inputs >= block && inputs % block !== 0)) {
    const value = graph.add("Conv", [channelsFirst(graph, image), filter], attributes);
    return { value, shape, dtype: "float32", layout: "channelsFirst" };
  }
  const few = inputs < block;
  const split = few
    ? [outputs / block, block, inputs, height, width]
    : [outputs / block, block, inputs / block, block, height, width];
  const order = few ? [0, 2, 3, 4, 1] : [0, 2, 4, 5, 3, 1];
  const blocks = graph.add("Transpose", [graph.add("Reshape", [filter, graph.integers(...split)])], {
    perm: order,
  });
  const reordered = graph.add("Reshape", [blocks, graph.integers(...filterShape)]);
  const source = few ? channelsFirst(graph, image) : blocked(graph, image);
  return {
    value: graph.add(`${NCHWC}/Conv`, [source, reordered], attributes),
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
    filter: outputsFirst(graph, filter!),
    filterShape: [outputs!, inputs!, height!, width!],
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

/** The gradient with respect to the image: a convolution with the filters turned around. */
const inputGradient: Lowering<tf.Conv2DBackpropInputAttrs> = (graph, { dy, filter }, attributes) => {
  const geometry = geometryOf(attributes.inputShape, filter!.shape, attributes);
  const [height, width, inputs, outputs] = filter!.shape as [number, number, number, number];
  const upright = outputsFirst(graph, filter!);
  if (geometry.strideHeight !== 1 || geometry.strideWidth !== 1) {
    const strides = [geometry.strideHeight, geometry.strideWidth];
    const [top, left, bottom, right] = padsOf(geometry);
    const covered = (out: number, stride: number, length: number, padding: number) =>
      (out - 1) * stride + length - padding;
    const value = graph.add("ConvTranspose", [channelsFirst(graph, dy!), upright], {
      strides,
      pads: [top, left, bottom, right],
      kernel_shape: [height, width],
      output_padding: [
        geometry.inHeight - covered(geometry.outHeight, strides[0]!, height, top + bottom),
        geometry.inWidth - covered(geometry.outWidth, strides[1]!, width, left + right),
      ],
    });
    return { value, shape: attributes.inputShape, dtype: "float32", layout: "channelsFirst" };
  }
  const turned = height === 1 && width === 1 ? upright : graph.add("Slice", [
    upright,
    graph.integers(-1, -1),
    graph.integers(-(2 ** 31), -(2 ** 31)),
    graph.integers(2, 3),
    graph.integers(-1, -1),
  ]);
  const pads = turnedPads(geometry);
  return convolve(graph, {
    image: cropped(graph, dy!, pads),
    filter: transpose(graph, turned, [outputs, inputs, height, width], [1, 0, 2, 3]),
    filterShape: [inputs, outputs, height, width],
    outputShape: attributes.inputShape,
    pads: pads.map((count) => Math.max(count, 0)) as unknown as Pads,
    strides: [1, 1],
    dilations: [1, 1],
  });
};

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

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
  transpose,
} from "../layout.ts";
import { sizeOf } from "../../../tensor/shape.ts";
import type { Traced } from "../traced.ts";
import { blocksTurnedAround } from "./filters.ts";
import { type Geometry, padded, paddedBlocks, type Pads, padsOf, turnedPads } from "./window.ts";

/**
 * The gradient of a convolution with respect to its filters, `dW[i, j, c, o] = Σ x[n, h+i, w+j, c]·dy[n, h, w, o]`.
 *
 * There is no operator for it, and how it is written decides how fast training is. Three forms:
 *
 * - a 1×1 filter without padding is a plain product;
 * - with the batch in the role of the channels it is itself a convolution, of one tensor with the other as a
 *   filter as large as the image: the fastest where the batch and the channels come in whole blocks;
 * - otherwise rows of `x` shifted by `i` and columns of `dy` shifted by `j`, one product per image.
 *
 * Windows that lie some pixels apart take every so many pixels of `x`: the second form spreads its filters as far
 * apart. Where that does not apply, as with dilated windows, ONNX's convolution with batch and channels exchanged is
 * slow, but general.
 *
 * @param graph The graph.
 * @param x The convolution's input.
 * @param dy The gradient of its output.
 * @param filterShape `[h, w, I, O]`.
 * @param geometry Where the window goes.
 */
export function filterGradient(
  graph: Graph,
  x: Traced,
  dy: Traced,
  filterShape: readonly number[],
  geometry: Geometry,
): Traced {
  const finish = (value: string): Traced => ({
    value,
    shape: filterShape,
    dtype: "float32",
    layout: "plain",
  });
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const wholeBatches = graph.blockSize > 0 && x.shape[0]! % graph.blockSize === 0;
  if (strideHeight * strideWidth * dilationHeight * dilationWidth !== 1) {
    const spread = wholeBatches && dilationHeight * dilationWidth === 1 && canBlock(graph, dy.shape);
    return finish((spread ? byBlockedConvolution : byGeneralConvolution)(graph, x, dy, geometry));
  }
  const onePixel = filterShape[0] === 1 && filterShape[1] === 1;
  if (onePixel && padsOf(geometry).every((count) => count === 0)) return finish(byProduct(graph, x, dy));
  const byBlocks = wholeBatches && (canBlock(graph, x.shape) || canBlock(graph, dy.shape));
  return finish(byBlocks ? byBlockedConvolution(graph, x, dy, geometry) : byShifts(graph, x, dy, geometry));
}

/** The pixels of all images as rows of one matrix, `[B·H·W, C]`. */
function pixels(graph: Graph, value: Traced): string {
  return reshape(graph, plain(graph, value), [sizeOf(value.shape) / value.shape[3]!, value.shape[3]!]);
}

/** One product over the pixels of all images, for a window of one pixel. */
function byProduct(graph: Graph, x: Traced, dy: Traced): string {
  const product = graph.add("Gemm", [pixels(graph, x), pixels(graph, dy)], { transA: 1, transB: 0 });
  return reshape(graph, product, [1, 1, x.shape[3]!, dy.shape[3]!]);
}

/** The padding, without rows and columns at the end that no window reaches, as when a stride does not divide. */
function reachedPads(geometry: Geometry): Pads {
  const [top, left] = padsOf(geometry);
  const reached = (windows: number, stride: number, length: number) => (windows - 1) * stride + length;
  const { outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth } = geometry;
  return [
    top,
    left,
    reached(outHeight, strideHeight, filterHeight) - geometry.inHeight - top,
    reached(outWidth, strideWidth, filterWidth) - geometry.inWidth - left,
  ];
}

/** The blocked convolution makes as many blocks of channels at a time. */
const BLOCKS_AT_A_TIME = 4;

/** Filters of more bytes than this do not stay in a processor's cache while one picture after the other needs them. */
const FILTER_BYTES = 2 ** 22;

/** How many channels of the filters go into each of several convolutions. */
function portionsOf({ blockSize }: Graph, channels: number, entries: number): number[] {
  const least = BLOCKS_AT_A_TIME * blockSize;
  const most = Math.max(1, Math.floor(FILTER_BYTES / (4 * entries * least))) * least;
  return Array.from({ length: Math.ceil(channels / most) }, (_, i) => Math.min(most, channels - i * most));
}

/**
 * A blocked convolution whose channels are the batch: the image has one picture per channel of `x`, the
 * filters are the whole of `dy`, and every position of the window is one pixel of the result.
 *
 * The roles can be exchanged, with the window then turned around. The image has to be rearranged entry by
 * entry and the filters only block by block, so the tensor of fewer channels becomes the image, and `dy` of as many,
 * since PyTorch's filters have the channels of `dy` first. Where windows lie
 * apart, the filters must be `dy`, whose pixels are spread.
 */
function byBlockedConvolution(graph: Graph, x: Traced, dy: Traced, geometry: Geometry): string {
  const { filterHeight, filterWidth, strideHeight, strideWidth } = geometry;
  const exchanged = !canBlock(graph, dy.shape) ||
    (strideHeight * strideWidth === 1 && canBlock(graph, x.shape) && dy.shape[3]! <= x.shape[3]!);
  const [image, filters] = exchanged ? [dy, x] : [x, dy];
  const pads = exchanged ? turnedPads(geometry) : reachedPads(geometry);

  const shrinks = pads.some((count) => count < 0);
  const whole = shrinks ? padded(graph, channelsFirst(graph, image), pads) : channelsFirst(graph, image);
  const pictures = graph.add("Transpose", [whole], { perm: [1, 0, 2, 3] });
  const inBlocks = graph.add(`${NCHWC}/ReorderInput`, [pictures], { channels_last: 0 });
  const source = shrinks ? inBlocks : paddedBlocks(graph, inBlocks, image.shape[0]!, pads);

  const [batch, height, width, channels] = filters.shape as [number, number, number, number];
  const block = graph.blockSize;
  const [, outerChannels, , ,] = blockedShape(graph, filters.shape);
  const split = graph.add("Reshape", [
    blocked(graph, filters),
    graph.integers(batch / block, block, outerChannels!, height, width, block),
  ]);
  const reordered = graph.add("Transpose", [split], { perm: [2, 0, 3, 4, 1, 5] });
  const weights = graph.add("Reshape", [reordered, graph.integers(channels, batch, height, width)]);

  const portions = portionsOf(graph, channels, batch * height * width);
  const windows =
    (portions.length === 1
      ? [weights]
      : graph.addMany("Split", [weights, graph.integers(...portions)], { axis: 0 }, portions.length))
      .map((portion) =>
        graph.add(`${NCHWC}/Conv`, [source, portion], {
          pads: [0, 0, 0, 0],
          strides: [1, 1],
          dilations: [strideHeight, strideWidth],
          group: 1,
          kernel_shape: [height, width],
        })
      );
  const window = windows.length === 1 ? windows[0]! : graph.add("Concat", windows, { axis: 1 });
  const shape = [image.shape[3]!, channels, filterHeight, filterWidth] as const;
  const upright = exchanged ? blocksTurnedAround(graph, window, shape) : window;
  const result = graph.add(`${NCHWC}/ReorderOutput`, [upright], { channels, channels_last: 0 });
  return transpose(graph, result, shape, exchanged ? [2, 3, 1, 0] : [2, 3, 0, 1]);
}

/**
 * One product per image: `x` with its rows shifted, `[h·I, H·W']`, by `dy` with its columns shifted,
 * `[H·W', w·O]`, where `W' = W + w − 1`.
 */
function byShifts(graph: Graph, x: Traced, dy: Traced, geometry: Geometry): string {
  const { filterHeight, filterWidth, outHeight, outWidth } = geometry;
  const [batch, , , inputs] = x.shape as [number, number, number, number];
  const outputs = dy.shape[3]!;
  const width = outWidth + filterWidth - 1;
  const wide = padded(graph, channelsFirst(graph, x), padsOf(geometry));
  const shiftedRows = Array.from(
    { length: filterHeight },
    (_, i) => graph.add("Slice", [wide, graph.integers(i), graph.integers(i + outHeight), graph.integers(2)]),
  );
  const shiftedColumns = Array.from(
    { length: filterWidth },
    (_, j) => padded(graph, channelsFirst(graph, dy), [0, j, 0, filterWidth - 1 - j]),
  );
  const join = (parts: readonly string[], channels: number) =>
    graph.add("Reshape", [
      parts.length === 1 ? parts[0]! : graph.add("Concat", parts, { axis: 1 }),
      graph.integers(batch, parts.length * channels, outHeight * width),
    ]);
  const columns = graph.add("Transpose", [join(shiftedColumns, outputs)], { perm: [0, 2, 1] });
  const product = graph.add("MatMul", [join(shiftedRows, inputs), columns]);
  const sum = graph.add("ReduceSum", [product, graph.integers(0)], { keepdims: 0 });
  const shape = [filterHeight, inputs, filterWidth, outputs];
  return transpose(graph, graph.add("Reshape", [sum, graph.integers(...shape)]), shape, [0, 2, 1, 3]);
}

/** Batch and channels exchanged; the window's stride becomes the dilation and the other way round. */
function byGeneralConvolution(graph: Graph, x: Traced, dy: Traced, geometry: Geometry): string {
  const { filterHeight, filterWidth } = geometry;
  const exchange = [1, 0, 2, 3];
  const swapped = (value: Traced) =>
    transpose(graph, channelsFirst(graph, value), permute(value.shape, [0, 3, 1, 2]), exchange);
  const window = graph.add("Conv", [swapped(x), swapped(dy)], {
    pads: padsOf(geometry),
    strides: [geometry.dilationHeight, geometry.dilationWidth],
    dilations: [geometry.strideHeight, geometry.strideWidth],
    group: 1,
    kernel_shape: [geometry.outHeight, geometry.outWidth],
  });
  // a stride that does not divide the image leaves rows and columns that no window reached
  const reached = graph.add("Slice", [
    window,
    graph.integers(0, 0),
    graph.integers(filterHeight, filterWidth),
    graph.integers(2, 3),
  ]);
  return transpose(graph, reached, [x.shape[3]!, dy.shape[3]!, filterHeight, filterWidth], [2, 3, 0, 1]);
}

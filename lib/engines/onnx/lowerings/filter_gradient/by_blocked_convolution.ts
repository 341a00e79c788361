import type { Graph } from "../../graph.ts";
import { blocked, blockedShape, canBlock, channelsFirst, NCHWC, transpose } from "../../layout.ts";
import type { Traced } from "../../traced.ts";
import { blocksTurnedAround } from "../filters.ts";
import { type Geometry, padded, paddedBlocks, type Pads, padsOf, turnedPads } from "../window.ts";

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
 * A gradient of filters as a blocked convolution whose channels are the batch: the image has one picture per channel of
 * `x`, the filters are the whole of `dy`, and every position of the window is one pixel of the result.
 *
 * The roles can be exchanged, with the window then turned around. The image has to be rearranged entry by
 * entry and the filters only block by block, so the tensor of fewer channels becomes the image, and `dy` of as many,
 * since PyTorch's filters have the channels of `dy` first. Where windows lie apart, the filters must be `dy`, whose
 * pixels are spread.
 */
export function byBlockedConvolution(graph: Graph, x: Traced, dy: Traced, geometry: Geometry): string {
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

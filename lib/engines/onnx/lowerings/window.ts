import type { backend_util } from "../../../tensor/tf.ts";
import type { Graph } from "../graph.ts";
import { NCHWC } from "../layout.ts";

/** Where the window of a convolution or a pooling goes. */
export type Geometry = ReturnType<typeof backend_util.computeConv2DInfo>;

/** Rows and columns around an image: top, left, bottom, right. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

/**
 * Fails where the number of windows is not rounded down, which TensorFlow.js forgets on the way to the gradient.
 *
 * @throws {RangeError} If the rounding mode is another.
 */
export function checkRounding(mode: string | undefined): void {
  if (mode === undefined || mode === "floor") return;
  throw new RangeError(`Cannot trace windows with dimRoundingMode ${mode}: expected floor`);
}

/** How many rows and columns of zeros lie around the image. */
export function padsOf({ padInfo: { top, left, bottom, right } }: Geometry): Pads {
  return [top, left, bottom, right];
}

/** The padding of the convolution that undoes another's: its windows turned around. */
export function turnedPads(geometry: Geometry): Pads {
  const [top, left, bottom, right] = padsOf(geometry);
  const { filterHeight: height, filterWidth: width } = geometry;
  return [height - 1 - top, width - 1 - left, height - 1 - bottom, width - 1 - right];
}

/** Adds rows and columns of zeros around `[B, C, H, W]`; takes some away where the number is negative. */
export function padded(graph: Graph, value: string, pads: Pads): string {
  if (pads.every((count) => count === 0)) return value;
  const [top, left, bottom, right] = pads;
  return graph.add("Pad", [value, graph.integers(0, 0, top, left, 0, 0, bottom, right)]);
}

/** As many filters of one pixel, each of them 1. */
function onesOf(graph: Graph, count: number): string {
  return graph.add("Expand", [graph.scalar(1), graph.integers(count, 1, 1, 1)]);
}

/**
 * Adds rows and columns of zeros around images that lie in blocks.
 *
 * The runtime's `Pad` copies line by line on one thread; a convolution by one pixel, each channel for itself, whose
 * filters are ones writes the same and is several times as fast.
 *
 * @param graph The graph.
 * @param value The images, `[B, C, H, W]` in blocks.
 * @param channels `C`, a multiple of the block.
 * @param pads How many, none below 0.
 */
export function paddedBlocks(graph: Graph, value: string, channels: number, pads: Pads): string {
  if (pads.every((count) => count === 0)) return value;
  return graph.add(`${NCHWC}/Conv`, [value, onesOf(graph, channels)], {
    pads,
    strides: [1, 1],
    dilations: [1, 1],
    group: channels,
    kernel_shape: [1, 1],
  });
}

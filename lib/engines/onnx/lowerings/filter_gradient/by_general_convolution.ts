import type { Graph } from "../../graph.ts";
import { channelsFirst, permute, transpose } from "../../layout.ts";
import type { Traced } from "../../traced.ts";
import { type Geometry, padsOf } from "../window.ts";

/**
 * A gradient of filters as ONNX's own convolution with batch and channels exchanged; the window's stride becomes the
 * dilation and the other way round.
 */
export function byGeneralConvolution(graph: Graph, x: Traced, dy: Traced, geometry: Geometry): string {
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

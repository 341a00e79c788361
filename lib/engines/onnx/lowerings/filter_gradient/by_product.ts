import { sizeOf } from "../../../../tensor/shape.ts";
import type { Graph } from "../../graph.ts";
import { plain, reshape } from "../../layout.ts";
import type { Traced } from "../../traced.ts";

/** The pixels of all images as rows of one matrix, `[B·H·W, C]`. */
function pixels(graph: Graph, value: Traced): string {
  return reshape(graph, plain(graph, value), [sizeOf(value.shape) / value.shape[3]!, value.shape[3]!]);
}

/** A gradient of filters as one product over the pixels of all images, for a window of one pixel. */
export function byProduct(graph: Graph, x: Traced, dy: Traced): string {
  const product = graph.add("Gemm", [pixels(graph, x), pixels(graph, dy)], { transA: 1, transB: 0 });
  return reshape(graph, product, [1, 1, x.shape[3]!, dy.shape[3]!]);
}

import type { Graph } from "../../graph.ts";
import { channelsFirst, transpose } from "../../layout.ts";
import type { Traced } from "../../traced.ts";
import { type Geometry, padded, padsOf } from "../window.ts";

/**
 * A gradient of filters as one product per image: `x` with its rows shifted, `[h·I, H·W']`, by `dy` with its columns
 * shifted, `[H·W', w·O]`, where `W' = W + w − 1`.
 */
export function byShifts(graph: Graph, x: Traced, dy: Traced, geometry: Geometry): string {
  const { filterHeight, filterWidth, outHeight, outWidth } = geometry;
  const [batch, , , inputs] = x.shape as [number, number, number, number];
  const outputs = dy.shape[3]!;
  const width = outWidth + filterWidth - 1;
  const wide = padded(graph, channelsFirst(graph, x), padsOf(geometry));
  const shiftedRows = filterHeight === 1 ? [wide] : Array.from(
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

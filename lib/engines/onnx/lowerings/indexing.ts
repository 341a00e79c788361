import type * as tf from "../../../tensor/tf.ts";
import { sizeOf } from "../../../tensor/shape.ts";
import { util } from "../../../tensor/tf.ts";
import type { Graph } from "../graph.ts";
import { plain, reshape } from "../layout.ts";
import type { Lowering } from "../traced.ts";
import { cast } from "./elementwise.ts";

const gather: Lowering<tf.GatherV2Attrs> = (graph, { x, indices }, { axis: asked, batchDims }) => {
  if (batchDims) throw new RangeError(`Cannot trace a gather with batchDims: got ${batchDims}, expected 0`);
  const axis = util.parseAxisParam(asked, [...x!.shape])[0]!;
  const shape = [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)];
  return {
    ...x!,
    layout: "plain",
    shape,
    value: graph.add("Gather", [plain(graph, x!), plain(graph, indices!)], { axis }),
  };
};

/** The whole numbers `0 … count − 1`. */
function numbers(graph: Graph, count: number, shape: readonly number[]): string {
  return graph.constant("int32", shape, Int32Array.from({ length: count }, (_, i) => i));
}

/** Compared with every number rather than by ONNX's own operator, which counts negative ones from the end. */
const oneHot: Lowering<tf.OneHotAttrs> = (graph, { indices }, { depth, onValue, offValue, dtype }) => {
  const rows = reshape(graph, plain(graph, indices!), [...indices!.shape, 1]);
  const hit = graph.add("Equal", [rows, numbers(graph, depth, [depth])]);
  const value = graph.add("Where", [hit, graph.scalar(onValue), graph.scalar(offValue)]);
  const shape = [...indices!.shape, depth];
  return cast(graph, { value, shape, dtype: "float32", layout: "plain" }, dtype);
};

/** Sums the rows of every segment, as a product with the matrix that tells which row belongs to which. */
const segmentSum: Lowering<tf.UnsortedSegmentSumAttrs> = (graph, { x, segmentIds }, { numSegments }) => {
  const [count, ...rest] = x!.shape;
  const ids = reshape(graph, plain(graph, segmentIds!), [1, count!]);
  const member = graph.add("Equal", [numbers(graph, numSegments, [numSegments, 1]), ids]);
  const { value: members } = cast(
    graph,
    { value: member, shape: [numSegments, count!], dtype: "bool", layout: "plain" },
    x!.dtype,
  );
  const sums = graph.add("MatMul", [members, reshape(graph, plain(graph, x!), [count!, sizeOf(rest)])]);
  const shape = [numSegments, ...rest];
  return { ...x!, shape, layout: "plain", value: reshape(graph, sums, shape) };
};

/** The kernels that find entries by their number. */
export const indexing = {
  GatherV2: gather,
  OneHot: oneHot,
  UnsortedSegmentSum: segmentSum,
} as const;

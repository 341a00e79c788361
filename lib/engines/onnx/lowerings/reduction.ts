import type * as tf from "../../../tensor/tf.ts";
import { backend_util, util } from "../../../tensor/tf.ts";
import { blockedShape, CHANNELS_FIRST_AXIS, channelsFirst, plain, reshape } from "../layout.ts";
import type { Graph } from "../graph.ts";
import { ELEMENT_TYPE_NUMBERS } from "../model_file.ts";
import type { Lowering, Traced } from "../traced.ts";
import { cast } from "./elementwise.ts";
import { productSums, sumBefore } from "./per_channel.ts";

interface Axes {
  readonly axis: number | readonly number[];
  readonly keepDims: boolean;
}

/**
 * Reduces over axes wherever they lie in memory, so that no transposition is needed.
 *
 * What is left in the result must be in TensorFlow.js's order: either all four axes stay, with length 1 where
 * they were reduced, or what stays is in the same order in both layouts.
 */
function reduce(graph: Graph, op: string, x: Traced, { axis, keepDims }: Axes): Traced {
  const axes = util.parseAxisParam(axis as number | number[], [...x.shape]);
  const [kept] = backend_util.computeOutAndReduceShapes([...x.shape], axes);
  const shape = keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept;
  if (axes.length === 0) return x;
  const alone = (list: readonly number[]) => x.layout === "blocked" && `${axes}` === `${list}`;
  if (alone([0, 1, 2]) || alone([1, 2])) {
    const perImage = overPixels(graph, op, x);
    // the runtime is fast where it reduces over neighbouring axes
    const value = axes.length === 2
      ? perImage
      : graph.add(op, [perImage, graph.integers(0)], { keepdims: 0 });
    return { ...x, shape, layout: "plain", value: reshape(graph, value, shape) };
  }
  const keptAxes = x.shape.map((_, i) => i).filter((i) => !axes.includes(i) && x.shape[i] !== 1);
  const inOrder = keptAxes.every((i, at) =>
    at === 0 || CHANNELS_FIRST_AXIS[i]! > CHANNELS_FIRST_AXIS[keptAxes[at - 1]!]!
  );
  if (x.layout !== "plain" && inOrder) {
    const over = graph.integers(...axes.map((i) => CHANNELS_FIRST_AXIS[i]!));
    const value = graph.add(op, [channelsFirst(graph, x), over], { keepdims: 0 });
    return { ...x, shape, layout: "plain", value: reshape(graph, value, shape) };
  }
  if (op === "ReduceSum" && x.dtype === "float32" && x.shape.length === 2 && `${axes}` === "0") {
    // the runtime adds rows up on one thread; a product by a row of ones reads them as they lie
    const ones = graph.add("Expand", [graph.scalar(1), graph.integers(1, x.shape[0]!)]);
    const row = graph.add("Gemm", [ones, plain(graph, x)], { transA: 0, transB: 0 });
    return { ...x, shape, layout: "plain", value: reshape(graph, row, shape) };
  }
  const value = graph.add(op, [plain(graph, x), graph.integers(...axes)], { keepdims: keepDims ? 1 : 0 });
  return { ...x, shape, layout: "plain", value };
}

/** Reduces a blocked image over its pixels, to `[B, C]`: its channels lie on two axes, neither of which is reduced. */
function overPixels(graph: Graph, op: string, x: Traced): string {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const before = op === "ReduceSum" ? sumBefore(graph, x) : undefined;
  if (before !== undefined) {
    const sum = overPixels(graph, op, before.image);
    const shift = reshape(graph, before.shift, [batch, channels]);
    return graph.add("Add", [sum, graph.add("Mul", [shift, graph.scalar(height * width)])]);
  }
  const sums = op === "ReduceSum" ? productSums(graph, x) : undefined;
  if (sums !== undefined) return sums;
  const blocks = reshape(graph, x.value, blockedShape(graph, x.shape));
  const value = graph.add(op, [blocks, graph.integers(2, 3)], { keepdims: 0 });
  return reshape(graph, value, [batch, channels]);
}

function reduction(op: string): Lowering<Axes> {
  return (graph, { x }, attributes) => reduce(graph, op, x!, attributes);
}

/** The largest entries; TensorFlow.js has another name for the axes here. */
const largest: Lowering<tf.MaxAttrs> = (graph, { x }, { reductionIndices: axis, keepDims }) =>
  reduce(graph, "ReduceMax", x!, { axis, keepDims });

/** The mean, which of whole numbers is not a whole number. */
const mean: Lowering<Axes> = (graph, { x }, axes) =>
  reduce(graph, "ReduceMean", cast(graph, x!, "float32"), axes);

/** All or any of truth values, as the smallest or largest of them as integers. */
function quantifier(op: string): Lowering<Axes> {
  return (graph, { x }, attributes) => {
    return cast(graph, reduce(graph, op, cast(graph, x!, "int32"), attributes), "bool");
  };
}

function argument(op: string): Lowering<{ axis: number }> {
  return (graph, { x }, { axis: asked }) => {
    const axis = util.parseAxisParam(asked, [...x!.shape])[0]!;
    const index = graph.add(op, [plain(graph, x!)], { axis, keepdims: 0 });
    return {
      value: graph.add("Cast", [index], { to: ELEMENT_TYPE_NUMBERS.int32 }),
      shape: x!.shape.toSpliced(axis, 1),
      dtype: "int32",
      layout: "plain",
    };
  };
}

const softmax: Lowering<NonNullable<unknown>> = (graph, { logits: x }) => ({
  ...x!,
  layout: "plain",
  value: graph.add("Softmax", [plain(graph, x!)], { axis: x!.shape.length - 1 }),
});

const cumulativeSum: Lowering<tf.CumsumAttrs> = (graph, { x }, { axis, exclusive, reverse }) => ({
  ...x!,
  layout: "plain",
  value: graph.add(
    "CumSum",
    [plain(graph, x!), graph.constant("int64", [], BigInt64Array.of(BigInt(axis)))],
    { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 },
  ),
});

/** The kernels that reduce along axes, or normalise along one. */
export const reductions = {
  All: quantifier("ReduceMin"),
  Any: quantifier("ReduceMax"),
  ArgMax: argument("ArgMax"),
  ArgMin: argument("ArgMin"),
  Cumsum: cumulativeSum,
  Max: largest,
  Mean: mean,
  Min: reduction("ReduceMin"),
  Prod: reduction("ReduceProd"),
  Softmax: softmax,
  Sum: reduction("ReduceSum"),
} as const;

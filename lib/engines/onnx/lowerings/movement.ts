import type * as tf from "../../../tensor/tf.ts";
import { sizeOf } from "../../../tensor/shape.ts";
import { backend_util, slice_util, util } from "../../../tensor/tf.ts";
import type { Graph } from "../graph.ts";
import {
  blocked,
  canBlock,
  CHANNELS_FIRST_AXIS,
  channelsFirst,
  permute,
  plain,
  reshape,
  TO_CHANNELS_FIRST,
  transpose,
} from "../layout.ts";
import type { Lowering, Traced } from "../traced.ts";

/** The value's axes as they lie in memory, for operations that only care about whole axes. */
function unblocked(graph: Graph, x: Traced): Traced {
  return x.layout === "blocked" ? { ...x, layout: "channelsFirst", value: channelsFirst(graph, x) } : x;
}

/** Where an axis of TensorFlow.js's shape stands in memory. */
function memoryAxis({ layout }: Traced, axis: number): number {
  return layout === "plain" ? axis : CHANNELS_FIRST_AXIS[axis]!;
}

/** Numbers per axis, in the order of the axes in memory. */
function inMemoryOrder({ layout }: Traced, perAxis: readonly number[]): readonly number[] {
  return layout === "plain" ? perAxis : permute(perAxis, TO_CHANNELS_FIRST);
}

/** Whether cutting the channels at these places keeps whole blocks together. */
function keepsBlocks(graph: Graph, { layout }: Traced, axis: number, lengths: readonly number[]): boolean {
  return layout === "blocked" && axis === 3 && lengths.every((length) => length % graph.blockSize === 0);
}

const reshapeKernel: Lowering<tf.ReshapeAttrs> = (graph, { x }, { shape: asked }) => {
  const shape = util.inferFromImplicitShape(asked, sizeOf(x!.shape));
  if (`${shape}` === `${x!.shape}`) return x!;
  return { ...x!, shape, layout: "plain", value: reshape(graph, plain(graph, x!), shape) };
};

const expandDims: Lowering<tf.ExpandDimsAttrs> = (graph, { input }, { dim }) => {
  const shape = [...input!.shape];
  shape.splice(dim < 0 ? input!.shape.length + 1 + dim : dim, 0, 1);
  return { ...input!, shape, layout: "plain", value: reshape(graph, plain(graph, input!), shape) };
};

const transposeKernel: Lowering<tf.TransposeAttrs> = (graph, { x }, { perm }) => ({
  ...x!,
  shape: permute(x!.shape, perm),
  layout: "plain",
  value: transpose(graph, plain(graph, x!), x!.shape, perm),
});

const concat: Lowering<tf.ConcatAttrs> = (graph, inputs, { axis: asked }) => {
  const parts = Object.values(inputs).filter(({ shape }) => sizeOf(shape) > 0);
  const first = parts[0]!;
  const axis = util.parseAxisParam(asked, [...first.shape])[0]!;
  if (parts.length === 1) return first;
  const shape = backend_util.computeOutShape(parts.map((part) => [...part.shape]), axis);
  // rows and columns lie inside the blocks
  const blockwise = axis === 0 || axis === 3;
  if (
    blockwise && parts.some(({ layout }) => layout === "blocked") &&
    parts.every((part) => canBlock(graph, part.shape))
  ) {
    const value = graph.add("Concat", parts.map((part) => blocked(graph, part)), {
      axis: CHANNELS_FIRST_AXIS[axis]!,
    });
    return { ...first, shape, layout: "blocked", value };
  }
  if (parts.some(({ layout }) => layout !== "plain")) {
    const value = graph.add("Concat", parts.map((part) => channelsFirst(graph, part)), {
      axis: CHANNELS_FIRST_AXIS[axis]!,
    });
    return { ...first, shape, layout: "channelsFirst", value };
  }
  return { ...first, shape, value: graph.add("Concat", parts.map(({ value }) => value), { axis }) };
};

const slice: Lowering<tf.SliceAttrs> = (graph, { x }, attributes) => {
  const [begin, size] = slice_util.parseSliceParams(
    x as unknown as tf.Tensor,
    attributes.begin,
    attributes.size,
  ) as [number[], number[]];
  const cut = x!.shape.flatMap((length, axis) => size[axis] === length ? [] : [axis]);
  if (cut.length === 0) return x!;
  if (graph.constants.has(x!.value) && `${cut}` === "0") {
    // weights, which the runtime would copy as a whole for every part that it cuts out beforehand
    const first = begin[0]! * sizeOf(x!.shape.slice(1));
    return { ...x!, shape: size, value: graph.part(x!.value, size, first) };
  }
  const whole = cut.length === 1 && keepsBlocks(graph, x!, cut[0]!, [begin[3]!, size[3]!]);
  const source = whole ? x! : unblocked(graph, x!);
  const value = graph.add("Slice", [
    source.value,
    graph.integers(...cut.map((axis) => begin[axis]!)),
    graph.integers(...cut.map((axis) => begin[axis]! + size[axis]!)),
    graph.integers(...cut.map((axis) => memoryAxis(source, axis))),
  ]);
  return { ...source, shape: size, value };
};

const stridedSlice: Lowering<tf.StridedSliceAttrs> = (graph, { x }, attributes) => {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  const info = slice_util.sliceInfo(
    [...x!.shape],
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
  // ONNX counts a negative bound from the end, so "before the first" is written as a number that is out of range
  const bounds = info.end.map((bound, axis) => info.strides[axis]! < 0 && bound < 0 ? -(2 ** 31) : bound);
  const axes = info.begin.map((_, axis) => axis);
  const value = graph.add("Slice", [
    plain(graph, x!),
    graph.integers(...info.begin),
    graph.integers(...bounds),
    graph.integers(...axes),
    graph.integers(...info.strides),
  ]);
  return { ...x!, layout: "plain", shape: info.finalShape, value: reshape(graph, value, info.finalShape) };
};

const split: Lowering<tf.SplitVAttrs> = (graph, { x }, { numOrSizeSplits, axis: asked }) => {
  const axis = util.parseAxisParam(asked, [...x!.shape])[0]!;
  const lengths = backend_util.prepareSplitSize(x as unknown as tf.Tensor, numOrSizeSplits, axis);
  if (lengths.length === 1) return [x!];
  const source = keepsBlocks(graph, x!, axis, lengths) ? x! : unblocked(graph, x!);
  const values = graph.addMany(
    "Split",
    [source.value, graph.integers(...lengths)],
    { axis: memoryAxis(source, axis) },
    lengths.length,
  );
  return lengths.map((length, i) => ({
    ...source,
    shape: source.shape.with(axis, length),
    value: values[i]!,
  }));
};

const tile: Lowering<tf.TileAttrs> = (graph, { x }, { reps }) => {
  const source = unblocked(graph, x!);
  const shape = source.shape.map((length, axis) => length * reps[axis]!);
  const onlyStretches = source.shape.every((length, axis) => length === 1 || reps[axis] === 1);
  const value = onlyStretches
    ? graph.add("Expand", [source.value, graph.integers(...inMemoryOrder(source, shape))])
    : graph.add("Tile", [source.value, graph.integers(...inMemoryOrder(source, reps))]);
  return { ...source, shape, value };
};

const pad: Lowering<tf.PadV2Attrs> = (graph, { x }, { paddings, constantValue }) => {
  const source = unblocked(graph, x!);
  const before = inMemoryOrder(source, paddings.map(([start]) => start));
  const after = inMemoryOrder(source, paddings.map(([, end]) => end));
  const fill = source.dtype === "int32"
    ? graph.constant("int32", [], Int32Array.of(constantValue))
    : graph.scalar(constantValue);
  return {
    ...source,
    shape: source.shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1]),
    value: graph.add("Pad", [source.value, graph.integers(...before, ...after), fill]),
  };
};

const reverse: Lowering<tf.ReverseAttrs> = (graph, { x }, { dims }) => {
  const source = unblocked(graph, x!);
  const axes = util.parseAxisParam(dims, [...source.shape]);
  if (axes.length === 0) return x!;
  const value = graph.add("Slice", [
    source.value,
    graph.integers(...axes.map(() => -1)),
    graph.integers(...axes.map(() => -(2 ** 31))),
    graph.integers(...axes.map((axis) => memoryAxis(source, axis))),
    graph.integers(...axes.map(() => -1)),
  ]);
  return { ...source, value };
};

const pack: Lowering<tf.PackAttrs> = (graph, inputs, { axis: asked }) => {
  const parts = Object.values(inputs);
  const shape = [...parts[0]!.shape];
  const axis = asked < 0 ? shape.length + 1 + asked : asked;
  shape.splice(axis, 0, 1);
  const rows = parts.map((part) => reshape(graph, plain(graph, part), shape));
  const value = rows.length === 1 ? rows[0]! : graph.add("Concat", rows, { axis });
  return { ...parts[0]!, layout: "plain", shape: shape.with(axis, parts.length), value };
};

const unpack: Lowering<tf.UnpackAttrs> = (graph, { value: x }, { axis: asked }) => {
  const axis = util.parseAxisParam(asked, [...x!.shape])[0]!;
  const count = x!.shape[axis]!;
  const shape = x!.shape.toSpliced(axis, 1);
  const source = plain(graph, x!);
  const rows = count === 1
    ? [source]
    : graph.addMany("Split", [source, graph.integers(...Array<number>(count).fill(1))], { axis }, count);
  return rows.map((row) => ({ ...x!, layout: "plain", shape, value: reshape(graph, row, shape) }));
};

/** The kernels that move entries without changing them. */
export const movement = {
  Concat: concat,
  ExpandDims: expandDims,
  Pack: pack,
  PadV2: pad,
  Reshape: reshapeKernel,
  Reverse: reverse,
  Slice: slice,
  SplitV: split,
  StridedSlice: stridedSlice,
  Tile: tile,
  Transpose: transposeKernel,
  Unpack: unpack,
} as const;

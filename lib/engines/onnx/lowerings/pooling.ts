import type * as tf from "../../../tensor/tf.ts";
import { sizeOf } from "../../../tensor/shape.ts";
import type { Shape } from "../../../tensor/types.ts";
import { backend_util } from "../../../tensor/tf.ts";
import type { Graph } from "../graph.ts";
import { channelsFirst, NCHWC, permute, TO_CHANNELS_FIRST } from "../layout.ts";
import type { Lowering, Traced } from "../traced.ts";
import { enlarged } from "./resizing.ts";
import { checkRounding, type Geometry, type Pads, padsOf } from "./window.ts";

type Window = Pick<tf.AvgPoolAttrs, "filterSize" | "strides" | "pad" | "dimRoundingMode">;

interface Pooling {
  readonly info: Geometry;
  readonly attributes: Readonly<Record<"kernel_shape" | "strides", readonly number[]>> & {
    readonly pads: Pads;
  };
}

function poolingOf(shape: Shape, { filterSize, strides, pad, dimRoundingMode }: Window): Pooling {
  checkRounding(dimRoundingMode);
  const info = backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return {
    info,
    attributes: {
      kernel_shape: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      pads: padsOf(info),
    },
  };
}

const averagePool: Lowering<tf.AvgPoolAttrs> = (graph, { x }, window) => {
  const { info, attributes } = poolingOf(x!.shape, window);
  const [op, source, layout] = x!.layout === "blocked"
    ? [`${NCHWC}/AveragePool`, x!.value, "blocked"] as const
    : ["AveragePool", channelsFirst(graph, x!), "channelsFirst"] as const;
  return { ...x!, shape: info.outShape, layout, value: graph.add(op, [source], attributes) };
};

/** Spreads every entry of `dy` evenly over its window. */
const averagePoolGradient: Lowering<tf.AvgPoolGradAttrs> = (graph, { dy, input }, window) => {
  const { info, attributes } = poolingOf(input!.shape, window as Window);
  const { filterHeight: height, filterWidth: width } = info;
  const tiles = height === width && info.strideHeight === height && info.strideWidth === width &&
    info.inHeight === info.outHeight * height && info.inWidth === info.outWidth * width &&
    attributes.pads.every((count) => count === 0);
  if (tiles) {
    const share = graph.add("Mul", [dy!.value, graph.scalar(1 / (height * width))]);
    return enlarged(graph, { ...dy!, value: share }, height, input!.shape);
  }
  return spread(graph, dy!, input!.shape, info, attributes);
};

/** Windows that overlap, leave gaps or hang over the edge: a transposed convolution with ones, per channel. */
function spread(
  graph: Graph,
  dy: Traced,
  shape: Shape,
  info: Pooling["info"],
  attributes: Pooling["attributes"],
): Traced {
  const [top, left, bottom, right] = attributes.pads;
  const counts = new Float32Array(info.outHeight * info.outWidth);
  const inside = (start: number, length: number, limit: number) =>
    Math.min(start + length, limit) - Math.max(start, 0);
  for (let row = 0; row < info.outHeight; row++) {
    for (let column = 0; column < info.outWidth; column++) {
      counts[row * info.outWidth + column] =
        inside(row * info.strideHeight - top, info.filterHeight, info.inHeight) *
        inside(column * info.strideWidth - left, info.filterWidth, info.inWidth);
    }
  }
  const shares = graph.add("Div", [
    channelsFirst(graph, dy),
    graph.constant("float32", [1, 1, info.outHeight, info.outWidth], counts),
  ]);
  const channels = shape[3]!;
  const ones = graph.constant(
    "float32",
    [channels, 1, info.filterHeight, info.filterWidth],
    new Float32Array(channels * info.filterHeight * info.filterWidth).fill(1),
  );
  const rest = (inLength: number, out: number, stride: number, filter: number, padding: number) =>
    inLength - ((out - 1) * stride + filter - padding);
  const value = graph.add("ConvTranspose", [shares, ones], {
    ...attributes,
    group: channels,
    output_padding: [
      rest(info.inHeight, info.outHeight, info.strideHeight, info.filterHeight, top + bottom),
      rest(info.inWidth, info.outWidth, info.strideWidth, info.filterWidth, left + right),
    ],
  });
  return { value, shape, dtype: "float32", layout: "channelsFirst" };
}

const maxPool: Lowering<tf.MaxPoolAttrs> = (graph, { x }, window) => {
  const { info, attributes } = poolingOf(x!.shape, window);
  const [op, source, layout] = x!.layout === "blocked"
    ? [`${NCHWC}/MaxPool`, x!.value, "blocked"] as const
    : ["MaxPool", channelsFirst(graph, x!), "channelsFirst"] as const;
  return { ...x!, shape: info.outShape, layout, value: graph.add(op, [source], attributes) };
};

/** Adds every entry of `dy` to the first largest entry of its window, whose index the operator knows. */
const maxPoolGradient: Lowering<tf.MaxPoolGradAttrs> = (graph, { dy, input }, window) => {
  const { attributes } = poolingOf(input!.shape, window as Window);
  const [, indices] = graph.addMany("MaxPool", [channelsFirst(graph, input!)], attributes, 2);
  const flat = (value: string, size: number) => graph.add("Reshape", [value, graph.integers(size)]);
  const size = sizeOf(input!.shape);
  const count = sizeOf(dy!.shape);
  const zeros = graph.add("Expand", [graph.scalar(0), graph.integers(size)]);
  const sums = graph.add(
    "ScatterElements",
    [zeros, flat(indices!, count), flat(channelsFirst(graph, dy!), count)],
    { axis: 0, reduction: "add" },
  );
  const memoryShape = permute(input!.shape, TO_CHANNELS_FIRST);
  const value = graph.add("Reshape", [sums, graph.integers(...memoryShape)]);
  return { value, shape: input!.shape, dtype: "float32", layout: "channelsFirst" };
};

/** The kernels of pooling. */
export const pooling = {
  AvgPool: averagePool,
  AvgPoolGrad: averagePoolGradient,
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGradient,
} as const;

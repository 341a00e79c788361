import type * as tf from "../../../tensor/tf.ts";
import type { Graph } from "../graph.ts";
import type { Lowering, Traced } from "../traced.ts";

type NumberType = Traced["dtype"];

/** TensorFlow.js's type as one of ours; float32 where it says nothing. */
function typeOf(dtype: tf.DataType | undefined): NumberType {
  return dtype === "int32" || dtype === "bool" ? dtype : "float32";
}

/** Numbers of a type as a constant. */
function constant(
  graph: Graph,
  dtype: NumberType,
  shape: readonly number[],
  numbers: readonly number[],
): string {
  if (dtype === "float32") return graph.constant(dtype, shape, Float32Array.from(numbers));
  return graph.constant(
    dtype,
    shape,
    dtype === "int32" ? Int32Array.from(numbers) : Uint8Array.from(numbers),
  );
}

const fill: Lowering<tf.FillAttrs> = (graph, _inputs, { shape, value, dtype: asked }) => {
  const dtype = typeOf(asked);
  const entry = constant(graph, dtype, [], [Number(value)]);
  const filled = shape.length === 0 ? entry : graph.add("Expand", [entry, graph.integers(...shape)]);
  return { value: filled, shape, dtype, layout: "plain" };
};

const range: Lowering<tf.RangeAttrs> = (graph, _inputs, { start, stop, step, dtype: asked }) => {
  const dtype = typeOf(asked);
  // TensorFlow.js counts down where only the bounds say so
  const stride = stop < start && step === 1 ? -1 : step;
  const count = Math.max(0, Math.ceil((stop - start) / stride));
  const numbers = Array.from({ length: count }, (_, i) => start + i * stride);
  return { value: constant(graph, dtype, [count], numbers), shape: [count], dtype, layout: "plain" };
};

const evenlySpaced: Lowering<tf.LinSpaceAttrs> = (graph, _inputs, { start, stop, num }) => {
  const numbers = Array.from(
    { length: num },
    (_, i) => num === 1 ? start : start + i * (stop - start) / (num - 1),
  );
  return {
    value: constant(graph, "float32", [num], numbers),
    shape: [num],
    dtype: "float32",
    layout: "plain",
  };
};

/** The kernels that make values out of nothing. */
export const filling = {
  Fill: fill,
  LinSpace: evenlySpaced,
  Range: range,
} as const;

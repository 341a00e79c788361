import { sizeOf } from "../../tensor/shape.ts";
import type { Shape } from "../../tensor/types.ts";
import type { Graph } from "./graph.ts";
import type { Layout, Traced } from "./traced.ts";

/** The domain of ONNX Runtime's operators on blocked tensors. */
export const NCHWC = "com.microsoft.nchwc";

/** The order of axes that turns `[B, H, W, C]` into `[B, C, H, W]`. */
export const TO_CHANNELS_FIRST: readonly number[] = [0, 3, 1, 2];
/** The order of axes that turns `[B, C, H, W]` into `[B, H, W, C]`. */
export const TO_PLAIN: readonly number[] = [0, 2, 3, 1];
/** Where each axis of `[B, H, W, C]` stands in `[B, C, H, W]`. */
export const CHANNELS_FIRST_AXIS: readonly number[] = [0, 2, 3, 1];

/** Rearranges the entries of a list. */
export function permute<T>(list: readonly T[], order: readonly number[]): T[] {
  return order.map((i) => list[i]!);
}

/**
 * Adds a transposition; two in a row become one, and one that moves only axes of length 1 a reshape.
 *
 * @param graph The graph.
 * @param value What to transpose.
 * @param shape Its shape.
 * @param order For every axis of the result, the axis of the value.
 */
export function transpose(graph: Graph, value: string, shape: Shape, order: readonly number[]): string {
  const producer = graph.producer(value);
  if (producer?.op === "Transpose") {
    const first = producer.attributes["perm"] as readonly number[];
    const original = permute(shape, first.map((_, axis) => first.indexOf(axis)));
    return transpose(graph, producer.inputs[0]!, original, permute(first, order));
  }
  if (order.every((axis, i) => axis === i)) return value;
  const long = order.filter((axis) => shape[axis] !== 1);
  if (long.every((axis, i) => i === 0 || axis > long[i - 1]!)) {
    return reshape(graph, value, permute(shape, order));
  }
  return graph.add("Transpose", [value], { perm: order });
}

/** Adds a reshape; two in a row become one, and that of a constant is another constant. */
export function reshape(graph: Graph, value: string, shape: Shape): string {
  if (graph.constants.has(value)) return graph.part(value, shape);
  const producer = graph.producer(value);
  const source = producer?.op === "Reshape" ? producer.inputs[0]! : value;
  return graph.add("Reshape", [source, graph.integers(...shape)]);
}

/** Whether a value of this shape can lie blocked. */
export function canBlock(graph: Graph, shape: Shape): boolean {
  return graph.blockSize > 0 && shape.length === 4 && shape[3]! % graph.blockSize === 0;
}

/** The value as `[B, C, H, W]`. */
export function channelsFirst(graph: Graph, { value, shape, dtype, layout }: Traced): string {
  if (layout === "channelsFirst") return value;
  if (layout === "plain") return transpose(graph, value, shape, TO_CHANNELS_FIRST);
  if (dtype !== "float32") {
    // the runtime's own operator reorders floating-point numbers alone
    const blocks = blockedShape(graph, shape);
    const rows = transpose(graph, reshape(graph, value, blocks), blocks, [0, 1, 4, 2, 3]);
    return reshape(graph, rows, permute(shape, TO_CHANNELS_FIRST));
  }
  const producer = graph.producer(value);
  if (producer?.op === `${NCHWC}/ReorderInput`) return producer.inputs[0]!;
  return graph.add(`${NCHWC}/ReorderOutput`, [value], { channels: shape[3]!, channels_last: 0 });
}

/** The value as TensorFlow.js sees it. */
export function plain(graph: Graph, traced: Traced): string {
  if (traced.layout === "plain") return traced.value;
  if (traced.layout === "blocked" && traced.dtype === "float32") {
    return graph.add(`${NCHWC}/ReorderOutput`, [traced.value], {
      channels: traced.shape[3]!,
      channels_last: 1,
    });
  }
  return transpose(graph, channelsFirst(graph, traced), permute(traced.shape, TO_CHANNELS_FIRST), TO_PLAIN);
}

/** The value in blocks; only where {@linkcode canBlock} holds. */
export function blocked(graph: Graph, traced: Traced): string {
  if (traced.layout === "blocked") return traced.value;
  if (traced.layout === "plain" && traced.dtype === "float32") {
    const producer = graph.producer(traced.value);
    if (producer?.op === `${NCHWC}/ReorderOutput`) return producer.inputs[0]!;
    return graph.add(`${NCHWC}/ReorderInput`, [traced.value], { channels_last: 1 });
  }
  const value = channelsFirst(graph, traced);
  if (traced.dtype !== "float32") {
    const [batch, outer, height, width, inner] = blockedShape(graph, traced.shape);
    const rows = [batch!, outer!, inner!, height!, width!];
    const blocks = transpose(graph, reshape(graph, value, rows), rows, [0, 1, 3, 4, 2]);
    return reshape(graph, blocks, permute(traced.shape, TO_CHANNELS_FIRST));
  }
  const producer = graph.producer(value);
  if (producer?.op === `${NCHWC}/ReorderOutput`) return producer.inputs[0]!;
  return graph.add(`${NCHWC}/ReorderInput`, [value], { channels_last: 0 });
}

/** The value in the layout asked for. */
export function inLayout(graph: Graph, traced: Traced, layout: Layout): string {
  return { plain, channelsFirst, blocked }[layout](graph, traced);
}

/** The blocked layout spelled out, `[B, C/b, H, W, b]`: what a blocked tensor of a shape is in memory. */
export function blockedShape(graph: Graph, [batch, height, width, channels]: Shape): number[] {
  return [batch!, channels! / graph.blockSize, height!, width!, graph.blockSize];
}

/**
 * Brings operands of an elementwise operation into one layout.
 *
 * The result keeps the layout of the operands that are as large as it is; the others are small, and are
 * reshaped so that they broadcast in that layout.
 *
 * @returns The operands' values, the layout of the result, and how to name the result of the operation.
 */
export function align(
  graph: Graph,
  operands: readonly Traced[],
  shape: Shape,
): { values: string[]; layout: Layout; finish: (value: string) => string } {
  const full = operands.filter((operand) =>
    sizeOf(operand.shape) === sizeOf(shape) && operand.shape.length === 4
  );
  const layout = full.some((operand) => operand.layout === "blocked")
    ? "blocked"
    : full.some((operand) => operand.layout === "channelsFirst")
    ? "channelsFirst"
    : "plain";
  if (layout === "plain") {
    return { values: operands.map((operand) => plain(graph, operand)), layout, finish: (value) => value };
  }
  const allFull = operands.every((operand) => full.includes(operand) || operand.shape.length === 0);
  if (layout === "channelsFirst" || allFull) {
    const values = operands.map((operand) =>
      operand.shape.length === 0 ? operand.value : inLayout(graph, withRankFour(graph, operand), layout)
    );
    return { values, layout, finish: (value) => value };
  }
  const values = operands.map((operand) => {
    if (operand.shape.length === 0) return operand.value;
    if (full.includes(operand)) return reshape(graph, blocked(graph, operand), blockedShape(graph, shape));
    const [batch, height, width, channels] = withRankFour(graph, operand).shape;
    if (channels === 1) return reshape(graph, plain(graph, operand), [batch!, 1, height!, width!, 1]);
    const split = [batch!, height!, width!, channels! / graph.blockSize, graph.blockSize];
    return transpose(graph, reshape(graph, plain(graph, operand), split), split, [0, 3, 1, 2, 4]);
  });
  return { values, layout, finish: (value) => reshape(graph, value, permute(shape, TO_CHANNELS_FIRST)) };
}

/** The same value with axes of length 1 in front until there are four. */
export function withRankFour(graph: Graph, operand: Traced): Traced {
  if (operand.shape.length === 4) return operand;
  const shape = [...Array<number>(4 - operand.shape.length).fill(1), ...operand.shape];
  return { ...operand, shape, value: reshape(graph, operand.value, shape) };
}

import type { Shape } from "../../tensor/types.ts";

/** The shape of values combined entry by entry, where an axis of length 1 is repeated and missing ones are. */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const lead = long.length - short.length;
  return long.map((length, axis) => {
    const other = axis < lead ? 1 : short[axis - lead]!;
    return length === 1 ? other : length;
  });
}

/** A shape whose axes are in another order: for every axis of the result, the axis of the shape. */
export function transposedShape(shape: Shape, order: readonly number[]): Shape {
  return order.map((axis) => shape[axis]!);
}

/** How many of so many entries a slice takes; bounds below zero count from the end, others are cut to what exists. */
export function slicedLength(length: number, start: number, end: number, step: number): number {
  const bounded = (bound: number, low: number, high: number) =>
    Math.min(Math.max(bound < 0 ? bound + length : bound, low), high);
  const [from, to] = step > 0
    ? [bounded(start, 0, length), bounded(end, 0, length)]
    : [bounded(start, 0, length - 1), bounded(end, -1, length - 1)];
  return Math.max(0, Math.ceil((to - from) / step));
}

/** Where the windows of a convolution or a pooling go. */
export interface WindowPlaces {
  /** The window's sides. */
  readonly kernel: Shape;
  /** How far apart windows lie. */
  readonly strides: readonly number[];
  /** Rows and columns of zeros: top, left, bottom, right. */
  readonly pads: readonly number[];
  /** How far apart a window's entries lie. */
  readonly dilations: readonly number[];
}

/** How many windows an image has in each direction, rounded down. */
export function pooledShape(sides: Shape, { kernel, strides, pads, dilations }: WindowPlaces): Shape {
  return sides.map((length, i) => {
    const reach = dilations[i]! * (kernel[i]! - 1) + 1;
    return Math.floor((length + pads[i]! + pads[i + 2]! - reach) / strides[i]!) + 1;
  });
}

import type { Shape } from "../../tensor/types.ts";
import type { ElementType, Node } from "./graph.ts";
import { NCHWC } from "./layout.ts";
import { ELEMENT_TYPE_NUMBERS } from "./model_file.ts";
import { broadcastShape, pooledShape, slicedLength, transposedShape } from "./shape_arithmetic.ts";

/** What is known of a value before anything runs. */
export interface Value {
  /** The element type. */
  readonly type: ElementType;
  /** The lengths of its axes; of a blocked value those that the runtime is told, `[B, C, H, W]`. */
  readonly shape: Shape;
}

/** A node with what is known of its inputs. */
export interface Known {
  /** The node. */
  readonly node: Node;
  /** Its inputs, in order; those that were left out are missing. */
  readonly inputs: readonly (Value | undefined)[];
  /** The integers that an input holds, such as a shape; undefined if there is no such input. */
  integers(place: number): readonly number[] | undefined;
  /** The numbers that a constant input holds. */
  numbers(place: number): readonly number[];
}

/** What the outputs of a node are. */
export type ShapeRule = (known: Known) => readonly Value[];

/** An attribute that is a whole number. */
function integer({ attributes }: Node, name: string, otherwise: number): number {
  return (attributes[name] as number | undefined) ?? otherwise;
}

/** An attribute that is a list of whole numbers. */
function list({ attributes }: Node, name: string, otherwise: readonly number[]): readonly number[] {
  return (attributes[name] as readonly number[] | undefined) ?? otherwise;
}

/** An axis counted from the first. */
function axisOf(axis: number, { length }: Shape): number {
  return axis < 0 ? length + axis : axis;
}

/** The first input with another shape. */
function reshaped({ inputs }: Known, shape: Shape): readonly Value[] {
  return [{ type: inputs[0]!.type, shape }];
}

const same: ShapeRule = ({ inputs }) => [inputs[0]!];

/** The shape of the first input with entries of another type. */
function typed(type: ElementType): ShapeRule {
  return ({ inputs }) => [{ type, shape: inputs[0]!.shape }];
}

/** All inputs combined entry by entry; the type is that of one of them, unless given. */
function broadcast(type?: ElementType, typeOf = 0): ShapeRule {
  return ({ inputs }) => [{
    type: type ?? inputs[typeOf]!.type,
    shape: inputs.map((input) => input!.shape).reduce(broadcastShape),
  }];
}

const cast: ShapeRule = ({ node, inputs }) => {
  const number = integer(node, "to", 0);
  const [type] = Object.entries(ELEMENT_TYPE_NUMBERS).find(([, one]) => one === number)!;
  return [{ type: type as ElementType, shape: inputs[0]!.shape }];
};

const reshape: ShapeRule = (known) => {
  const { shape } = known.inputs[0]!;
  const asked = known.integers(1)!.map((length, axis) => length === 0 ? shape[axis]! : length);
  const rest = asked.filter((length) => length >= 0).reduce((size, length) => size * length, 1);
  const size = shape.reduce((product, length) => product * length, 1);
  return reshaped(known, asked.map((length) => length < 0 ? size / rest : length));
};

const concat: ShapeRule = (known) => {
  const shapes = known.inputs.map((input) => input!.shape);
  const axis = axisOf(integer(known.node, "axis", 0), shapes[0]!);
  return reshaped(known, shapes[0]!.with(axis, shapes.reduce((sum, shape) => sum + shape[axis]!, 0)));
};

const slice: ShapeRule = (known) => {
  const shape = [...known.inputs[0]!.shape];
  const starts = known.integers(1)!;
  const axes = known.integers(3) ?? [...starts.keys()];
  axes.forEach((asked, i) => {
    const axis = axisOf(asked, shape);
    const step = known.integers(4)?.[i] ?? 1;
    shape[axis] = slicedLength(shape[axis]!, starts[i]!, known.integers(2)![i]!, step);
  });
  return reshaped(known, shape);
};

const split: ShapeRule = ({ node, inputs, integers }) => {
  const { type, shape } = inputs[0]!;
  const axis = axisOf(integer(node, "axis", 0), shape);
  return integers(1)!.map((length) => ({ type, shape: shape.with(axis, length) }));
};

const pad: ShapeRule = (known) => {
  const { shape } = known.inputs[0]!;
  const pads = known.integers(1)!;
  return reshaped(known, shape.map((length, axis) => length + pads[axis]! + pads[shape.length + axis]!));
};

const gather: ShapeRule = (known) => {
  const { shape } = known.inputs[0]!;
  const axis = axisOf(integer(known.node, "axis", 0), shape);
  return reshaped(known, shape.toSpliced(axis, 1, ...known.inputs[1]!.shape));
};

const gemm: ShapeRule = (known) => {
  const [a, b] = known.inputs.map((input) => input!.shape);
  const rows = a![integer(known.node, "transA", 0)]!;
  return reshaped(known, [rows, b![1 - integer(known.node, "transB", 0)]!]);
};

const matMul: ShapeRule = (known) => {
  const [a, b] = known.inputs.map((input) => input!.shape);
  const batch = broadcastShape(a!.slice(0, -2), b!.slice(0, -2));
  return reshaped(known, [...batch, a!.at(-2)!, b!.at(-1)!]);
};

const conv: ShapeRule = (known) => {
  const [image, filters] = known.inputs.map((input) => input?.shape);
  const window = windowOf(known.node, filters!.slice(2));
  return reshaped(known, [image![0]!, filters![0]!, ...pooledShape(image!.slice(2), window)]);
};

const convTranspose: ShapeRule = (known) => {
  const [image, filters] = known.inputs.map((input) => input!.shape);
  const { kernel, strides, pads } = windowOf(known.node, filters!.slice(2));
  const extra = list(known.node, "output_padding", [0, 0]);
  const channels = filters![1]! * integer(known.node, "group", 1);
  const sides = image!.slice(2).map((length, i) =>
    (length - 1) * strides[i]! + kernel[i]! - pads[i]! - pads[i + 2]! + extra[i]!
  );
  return reshaped(known, [image![0]!, channels, ...sides]);
};

const pool: ShapeRule = (known) => {
  const [batch, channels, ...sides] = known.inputs[0]!.shape;
  const shape = [batch!, channels!, ...pooledShape(sides, windowOf(known.node, []))];
  return [{ type: "float32", shape }, { type: "int64", shape }];
};

/** Where the window of a node goes. */
function windowOf(node: Node, kernel: Shape) {
  return {
    kernel: list(node, "kernel_shape", kernel),
    strides: list(node, "strides", [1, 1]),
    pads: list(node, "pads", [0, 0, 0, 0]),
    dilations: list(node, "dilations", [1, 1]),
  };
}

/** The lengths of the first input, each times a number. */
function scaled(known: Known, scales: readonly number[]): readonly Value[] {
  return reshaped(known, known.inputs[0]!.shape.map((length, axis) => Math.floor(length * scales[axis]!)));
}

const reduce: ShapeRule = (known) => {
  const { shape } = known.inputs[0]!;
  const axes = (known.integers(1) ?? [...shape.keys()]).map((axis) => axisOf(axis, shape));
  return reshaped(known, without(shape, axes, integer(known.node, "keepdims", 1)));
};

const argument: ShapeRule = ({ node, inputs }) => {
  const { shape } = inputs[0]!;
  const axis = axisOf(integer(node, "axis", 0), shape);
  return [{ type: "int64", shape: without(shape, [axis], integer(node, "keepdims", 1)) }];
};

/** A shape whose axes are reduced. */
function without(shape: Shape, axes: readonly number[], keep: number): Shape {
  return shape.flatMap((length, axis) => !axes.includes(axis) ? [length] : keep === 1 ? [1] : []);
}

const reorderInput: ShapeRule = (known) => {
  const { shape } = known.inputs[0]!;
  return reshaped(
    known,
    integer(known.node, "channels_last", 0) ? transposedShape(shape, [0, 3, 1, 2]) : shape,
  );
};

const reorderOutput: ShapeRule = (known) => {
  const shape = known.inputs[0]!.shape.with(1, integer(known.node, "channels", 0));
  return reshaped(
    known,
    integer(known.node, "channels_last", 0) ? transposedShape(shape, [0, 2, 3, 1]) : shape,
  );
};

/** The same rule for several operators. */
function all(rule: ShapeRule, ...ops: readonly string[]): Record<string, ShapeRule> {
  return Object.fromEntries(ops.map((op) => [op, rule]));
}

/**
 * What every operator that a lowering emits puts out.
 *
 * @see https://onnx.ai/onnx/operators/
 */
export const shapeRules: Readonly<Record<string, ShapeRule>> = {
  ...all(same, "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Ceil", "Clip", "Cos", "Cosh"),
  ...all(same, "CumSum", "Erf", "Exp", "Floor", "Identity", "LeakyRelu", "Log", "Neg", "Not", "Reciprocal"),
  ...all(same, "Relu", "Round", "ScatterElements", "Sigmoid", "Sign", "Sin", "Sinh", "Softmax", "Softplus"),
  ...all(same, "Sqrt", "Tan", "Tanh", "com.microsoft/QuickGelu"),
  ...all(typed("bool"), "IsInf", "IsNaN"),
  ...all(broadcast(), "Add", "Div", "Max", "Min", "Mul", "Pow", "Sub"),
  ...all(broadcast("bool"), "And", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Or"),
  ...all(reduce, "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum"),
  ...all(argument, "ArgMax", "ArgMin"),
  ...all(conv, "Conv", `${NCHWC}/Conv`),
  ...all(pool, "AveragePool", "MaxPool", `${NCHWC}/AveragePool`, `${NCHWC}/MaxPool`),
  [`${NCHWC}/ReorderInput`]: reorderInput,
  [`${NCHWC}/ReorderOutput`]: reorderOutput,
  [`${NCHWC}/Upsample`]: (known) => scaled(known, list(known.node, "scales", [])),
  Cast: cast,
  Concat: concat,
  ConvTranspose: convTranspose,
  Expand: (known) => reshaped(known, broadcastShape(known.inputs[0]!.shape, known.integers(1)!)),
  Gather: gather,
  Gemm: gemm,
  MatMul: matMul,
  Pad: pad,
  Reshape: reshape,
  Resize: (known) => scaled(known, known.numbers(2)),
  Shape: ({ inputs }) => [{ type: "int64", shape: [inputs[0]!.shape.length] }],
  Slice: slice,
  Split: split,
  Tile: (known) => scaled(known, known.integers(1)!),
  Transpose: (known) =>
    reshaped(known, transposedShape(known.inputs[0]!.shape, list(known.node, "perm", []))),
  Where: broadcast(undefined, 1),
};

import type * as tf from "../../../tensor/tf.ts";
import { broadcast_util } from "../../../tensor/tf.ts";
import type { Graph } from "../graph.ts";
import { align, NCHWC } from "../layout.ts";
import { ELEMENT_TYPE_NUMBERS } from "../model_file.ts";
import type { KernelInputs, Lowering, Traced } from "../traced.ts";
import { exponentialUnits } from "./exponential_units.ts";
import { activated, joined, noteProduct, scaled, shifted } from "./per_channel.ts";

type NoAttributes = Record<never, never>;

/** An operation on one value, entry by entry: ONNX's operators in the order in which they are applied. */
function unary(...ops: readonly string[]): Lowering<NoAttributes> {
  return (graph, { x }) => ({
    ...x!,
    value: ops.reduce((value, op) => graph.add(op, [value]), x!.value),
  });
}

/** Broadcasts two values against each other and combines them, entry by entry. */
function combine(graph: Graph, op: string, a: Traced, b: Traced, dtype = a.dtype): Traced {
  const shape = broadcast_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);
  const { values, layout, finish } = align(graph, [a, b], shape);
  return { value: finish(graph.add(op, values)), shape, dtype, layout };
}

function binary(op: string): Lowering<NoAttributes> {
  return (graph, { a, b }) => combine(graph, op, a!, b!);
}

function comparison(op: string): Lowering<NoAttributes> {
  return (graph, { a, b }) => combine(graph, op, a!, b!, "bool");
}

/** A single number with the type of a value. */
function scalarLike(graph: Graph, { dtype }: Traced, number: number): string {
  if (dtype === "float32") return graph.scalar(number);
  return dtype === "int32"
    ? graph.constant("int32", [], Int32Array.of(number))
    : graph.constant("bool", [], Uint8Array.of(number));
}

/** Every entry the same number, in the shape and layout of a value. */
function constantLike(number: number): Lowering<NoAttributes> {
  return (graph, { x }) => {
    const shape = graph.add("Shape", [x!.value]);
    return { ...x!, value: graph.add("Expand", [scalarLike(graph, x!, number), shape]) };
  };
}

/** The same entries as another type. */
export function cast(graph: Graph, x: Traced, dtype: tf.DataType): Traced {
  if (x.dtype === dtype) return x;
  if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") {
    throw new RangeError(`Cannot trace a cast to ${dtype}: expected float32, int32 or bool`);
  }
  return { ...x, dtype, value: graph.add("Cast", [x.value], { to: ELEMENT_TYPE_NUMBERS[dtype] }) };
}

/** `max(x, 0)`; after a blocked convolution it becomes part of that. */
const rectify: Lowering<NoAttributes> = (graph, { x }) => {
  const producer = graph.producer(x!.value);
  if (producer?.op === `${NCHWC}/Conv` && producer.attributes["activation"] === undefined) {
    return {
      ...x!,
      value: graph.add(producer.op, producer.inputs, { ...producer.attributes, activation: "Relu" }),
    };
  }
  return { ...x!, value: graph.add("Relu", [x!.value]) };
};

/**
 * `1` where the entry is positive, `alpha` elsewhere: what the gradient of a rectifier multiplies by.
 *
 * The sign of `max(x, 0)` says the same as that of `x`, and the forward pass has made it already: so `x` itself
 * need not be kept.
 */
const step: Lowering<{ alpha: number }> = (graph, { x }, { alpha }) => {
  if (alpha === 0) {
    const rectified = rectify(graph, { x: x! }, {}) as Traced;
    // the runtime's `Sign` is slower than both together
    return cast(graph, {
      ...rectified,
      value: graph.add("Greater", [rectified.value, graph.scalar(0)]),
      dtype: "bool",
    }, "float32");
  }
  const positive = graph.add("Greater", [x!.value, graph.scalar(0)]);
  return { ...x!, value: graph.add("Where", [positive, graph.scalar(1), graph.scalar(alpha)]) };
};

/** Operators that take a number per output channel as their third input. */
const TAKES_BIAS = ["Conv", `${NCHWC}/Conv`, "Gemm"];

/** A sum; of a convolution or product and a number per channel it becomes that operator's own bias. */
const sum: Lowering<NoAttributes> = (graph, { a, b }) => {
  for (const [image, bias] of [[a!, b!], [b!, a!]] as const) {
    const producer = graph.producer(image.value);
    if (!producer || !TAKES_BIAS.includes(producer.op)) continue;
    if (producer.inputs.length > 2 || producer.attributes["activation"] !== undefined) continue;
    if (bias.shape.length !== 1 || bias.shape[0] !== image.shape.at(-1)) continue;
    return { ...image, value: graph.add(producer.op, [...producer.inputs, bias.value], producer.attributes) };
  }
  return shifted(graph, a!, b!, "Add") ?? shifted(graph, b!, a!, "Add") ??
    joined(graph, a!, b!, "Add") ?? joined(graph, b!, a!, "Add") ?? combine(graph, "Add", a!, b!);
};

const difference: Lowering<NoAttributes> = (graph, { a, b }) =>
  shifted(graph, a!, b!, "Sub") ?? joined(graph, a!, b!, "Sub") ?? combine(graph, "Sub", a!, b!);

const sigmoid: Lowering<NoAttributes> = (graph, { x }) =>
  activated(graph, x!, "Sigmoid") ?? { ...x!, value: graph.add("Sigmoid", [x!.value]) };

/** Whether the entries of `gate` are the sigmoids of those of `x`. */
function isGate(graph: Graph, gate: Traced, x: Traced): boolean {
  const outer = graph.producer(gate.value);
  const inner = outer?.op === "Reshape" ? graph.producer(outer.inputs[0]!) : outer;
  if (inner?.op !== "Sigmoid" && inner?.attributes["activation"] !== "Sigmoid") return false;
  return gate.layout === x.layout && (sigmoid(graph, { x }, {}) as Traced).value === gate.value;
}

/** A product that a sum over the pixels can be made without. */
function imageProduct(graph: Graph, a: Traced, b: Traced): Traced {
  const value = combine(graph, "Mul", a, b);
  noteProduct(graph, value, a, b);
  return value;
}

/** A product; `x·sigmoid(x)` is an operator of the runtime's own, in the programs that only it will run. */
const product: Lowering<NoAttributes> = (graph, { a, b }) => {
  if (graph.blockSize > 0 && a!.dtype === "float32") {
    for (const [x, gate] of [[a!, b!], [b!, a!]] as const) {
      if (!isGate(graph, gate, x)) continue;
      return { ...x, value: graph.add("com.microsoft/QuickGelu", [x.value], { alpha: { float: 1 } }) };
    }
  }
  return scaled(graph, a!, b!) ?? scaled(graph, b!, a!) ?? imageProduct(graph, a!, b!);
};

function listOf(inputs: KernelInputs): Traced[] {
  return Object.values(inputs);
}

const sumOfMany: Lowering<NoAttributes> = (graph, inputs) =>
  listOf(inputs).reduce((total, next) => combine(graph, "Add", total, next));

const squaredDifference: Lowering<NoAttributes> = (graph, { a, b }) => {
  const difference = combine(graph, "Sub", a!, b!);
  return { ...difference, value: graph.add("Mul", [difference.value, difference.value]) };
};

const floorDivide: Lowering<NoAttributes> = (graph, { a, b }) => {
  const quotient = combine(graph, "Div", cast(graph, a!, "float32"), cast(graph, b!, "float32"));
  return cast(graph, { ...quotient, value: graph.add("Floor", [quotient.value]) }, a!.dtype);
};

/** The number that every entry of a value is; the value itself where they differ. */
function asNumber(graph: Graph, x: Traced): Traced {
  const producer = graph.producer(x.value);
  const number = producer?.op === "Expand" ? producer.inputs[0]! : "";
  const isNumber = graph.constants.get(number)?.shape.length === 0;
  return isNumber ? { ...x, value: number, shape: [], layout: "plain" } : x;
}

const select: Lowering<NoAttributes> = (graph, { condition, t, e }) => {
  const operands = [condition!, asNumber(graph, t!), asNumber(graph, e!)];
  const { values, layout, finish } = align(graph, operands, t!.shape);
  return { value: finish(graph.add("Where", values)), shape: t!.shape, dtype: t!.dtype, layout };
};

const clip: Lowering<tf.ClipByValueAttrs> = (graph, { x }, { clipValueMin, clipValueMax }) => ({
  ...x!,
  value: graph.add("Clip", [
    x!.value,
    scalarLike(graph, x!, clipValueMin),
    scalarLike(graph, x!, clipValueMax),
  ]),
});

/** The kernels that work entry by entry. */
export const elementwise = {
  ...exponentialUnits,
  Abs: unary("Abs"),
  Acos: unary("Acos"),
  Acosh: unary("Acosh"),
  Add: sum,
  AddN: sumOfMany,
  Asin: unary("Asin"),
  Asinh: unary("Asinh"),
  Atan: unary("Atan"),
  Atanh: unary("Atanh"),
  Cast: ((graph, { x }, { dtype }) => cast(graph, x!, dtype)) as Lowering<tf.CastAttrs>,
  Ceil: unary("Ceil"),
  ClipByValue: clip,
  Cosh: unary("Cosh"),
  Equal: comparison("Equal"),
  Erf: unary("Erf"),
  Exp: unary("Exp"),
  Floor: unary("Floor"),
  FloorDiv: floorDivide,
  Greater: comparison("Greater"),
  GreaterEqual: comparison("GreaterOrEqual"),
  Identity: ((_graph, { x }) => x!) as Lowering<NoAttributes>,
  IsFinite: ((graph, { x }) => {
    const broken = graph.add("Or", [graph.add("IsNaN", [x!.value]), graph.add("IsInf", [x!.value])]);
    return { ...x!, dtype: "bool", value: graph.add("Not", [broken]) };
  }) as Lowering<NoAttributes>,
  IsNan: ((graph, { x }) => ({
    ...x!,
    dtype: "bool",
    value: graph.add("IsNaN", [x!.value]),
  })) as Lowering<NoAttributes>,
  LeakyRelu: ((graph, { x }, { alpha }) => ({
    ...x!,
    value: graph.add("LeakyRelu", [x!.value], { alpha: { float: alpha } }),
  })) as Lowering<tf.LeakyReluAttrs>,
  Less: comparison("Less"),
  LessEqual: comparison("LessOrEqual"),
  LogicalAnd: comparison("And"),
  LogicalNot: unary("Not"),
  LogicalOr: comparison("Or"),
  Maximum: binary("Max"),
  Minimum: binary("Min"),
  Multiply: product,
  Neg: unary("Neg"),
  NotEqual: ((graph, { a, b }) => {
    const equal = combine(graph, "Equal", a!, b!, "bool");
    return { ...equal, value: graph.add("Not", [equal.value]) };
  }) as Lowering<NoAttributes>,
  OnesLike: constantLike(1),
  Pow: binary("Pow"),
  RealDiv: binary("Div"),
  Reciprocal: unary("Reciprocal"),
  Relu: rectify,
  Relu6: ((graph, { x }) => ({
    ...x!,
    value: graph.add("Clip", [x!.value, graph.scalar(0), graph.scalar(6)]),
  })) as Lowering<NoAttributes>,
  Round: unary("Round"),
  Rsqrt: unary("Sqrt", "Reciprocal"),
  Select: select,
  Sigmoid: sigmoid,
  Sign: unary("Sign"),
  Sinh: unary("Sinh"),
  Sqrt: unary("Sqrt"),
  Square: ((graph, { x }) => imageProduct(graph, x!, x!)) as Lowering<NoAttributes>,
  SquaredDifference: squaredDifference,
  Step: step,
  Sub: difference,
  Tan: unary("Tan"),
  Tanh: unary("Tanh"),
  ZerosLike: constantLike(0),
} as const;

import { sizeOf } from "../../tensor/shape.ts";
import type { ElementType, Graph, Node } from "./graph.ts";
import { NCHWC } from "./layout.ts";
import type { Value } from "./shape_rules.ts";
import { valuesOf } from "./shapes.ts";

/** What an operation costs, as the graph implies. */
export interface Cost {
  /** Floating-point operations of its products: two for every multiplication and addition; 0 for all but products. */
  readonly operations: number;
  /** The bytes that it reads and writes if nothing stays in a cache. */
  readonly bytes: number;
}

/** What a node of a graph costs. */
export interface NodeCost extends Cost {
  /** The operator. */
  readonly op: string;
}

/** What a graph costs. */
export interface GraphCost extends Cost {
  /** What each of its nodes costs, in the order in which they run. */
  readonly nodes: readonly NodeCost[];
}

/** Bytes of an entry. */
const WIDTHS: Readonly<Record<ElementType, number>> = { float32: 4, float64: 8, int32: 4, int64: 8, bool: 1 };

/** Operators that move nothing: the memory stays where it is. */
export const FREE: readonly string[] = ["Identity", "Reshape", "Shape"];

/** Operators that read no more of their first input than they put out. */
const PARTIAL: readonly string[] = ["Gather", "Slice"];

/**
 * What a program costs, counted without running it: the arithmetic of its convolutions and matrix products, and the
 * bytes that go in and out of its operations.
 *
 * Constants, and what is computed of constants alone, cost nothing: the runtime works it out beforehand. Reshapes
 * cost nothing either. A runtime that joins operations, or finds an input still in a cache, moves less than this.
 *
 * @param graph The program.
 * @throws {Failure} If an operator has no shape rule.
 */
export function costOf(graph: Graph): GraphCost {
  const values = valuesOf(graph);
  const fixed = new Set(graph.constants.keys());
  const nodes = graph.nodes().map((node): NodeCost => {
    if (node.inputs.every((name) => name === "" || fixed.has(name))) {
      for (const output of node.outputs) fixed.add(output);
      return { op: node.op, operations: 0, bytes: 0 };
    }
    const inputs = node.inputs.filter((name) => name !== "" && !fixed.has(name)).map((name) =>
      values.get(name)!
    );
    const outputs = node.outputs.map((name) => values.get(name)!);
    return {
      op: node.op,
      operations: 2 * multiplications(node, node.inputs.map((name) => values.get(name)), outputs[0]!),
      bytes: bytesMoved(node.op, inputs, outputs),
    };
  });
  const total = (key: keyof Cost) => nodes.reduce((sum, node) => sum + node[key], 0);
  return { nodes, operations: total("operations"), bytes: total("bytes") };
}

/** How often a node multiplies two entries and adds the product to something. */
function multiplications(
  { op, attributes }: Node,
  [a, b]: readonly (Value | undefined)[],
  out: Value,
): number {
  switch (op) {
    case "Conv":
    case `${NCHWC}/Conv`:
      return sizeOf(out.shape) * sizeOf(b!.shape.slice(1));
    case "ConvTranspose":
      return sizeOf(a!.shape) * sizeOf(b!.shape.slice(1));
    case "Gemm":
      return sizeOf(out.shape) * a!.shape[attributes["transA"] === 1 ? 0 : 1]!;
    case "MatMul":
      return sizeOf(out.shape) * a!.shape.at(-1)!;
    default:
      return 0;
  }
}

function bytesMoved(op: string, inputs: readonly Value[], outputs: readonly Value[]): number {
  if (FREE.includes(op)) return 0;
  const bytesOf = ({ type, shape }: Value) => WIDTHS[type] * sizeOf(shape);
  const sum = (values: readonly Value[]) => values.reduce((total, value) => total + bytesOf(value), 0);
  return PARTIAL.includes(op) ? 2 * sum(outputs) : sum(inputs) + sum(outputs);
}

import { Failure } from "../../failure.ts";
import type { Constant, Graph, Node } from "./graph.ts";
import { type Known, shapeRules, type Value } from "./shape_rules.ts";

/**
 * Finds out type and shape of every value of a graph, without running it.
 *
 * @param graph The program.
 * @returns What is known of every input, constant and output of a node, by name.
 * @throws {Failure} If an operator has no rule, or a shape depends on numbers that are only known when the graph runs.
 */
export function valuesOf(graph: Graph): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>(graph.constants);
  for (const { value, shape } of graph.inputs) values.set(value, { type: "float32", shape });
  for (const node of graph.nodes()) {
    const outputs = outputsOf(node, values, graph);
    node.outputs.forEach((name, i) => values.set(name, outputs[i]!));
  }
  return values;
}

function outputsOf(node: Node, values: ReadonlyMap<string, Value>, graph: Graph): readonly Value[] {
  const rule = Object.hasOwn(shapeRules, node.op) ? shapeRules[node.op]! : undefined;
  if (rule === undefined) {
    throw new Failure(
      `There is no rule for what the operator ${node.op} puts out: expected one in lib/engines/onnx/shape_rules.ts`,
    );
  }
  const known: Known = {
    node,
    inputs: node.inputs.map((name) => values.get(name)),
    integers(place) {
      const name = node.inputs[place];
      if (name === undefined || name === "") return undefined;
      const producer = graph.producer(name);
      return producer?.op === "Shape" ? values.get(producer.inputs[0]!)!.shape : numbersOf(name, node, graph);
    },
    numbers: (place) => numbersOf(node.inputs[place]!, node, graph),
  };
  return rule(known);
}

/** The numbers that a constant holds. */
function numbersOf(name: string, node: Node, graph: Graph): readonly number[] {
  const constant = graph.constants.get(name);
  if (constant !== undefined) return decoded(constant);
  throw new Failure(
    `What the operator ${node.op} puts out depends on ${name}, which is only known when the program runs`,
  );
}

function decoded({ type, bytes }: Constant): readonly number[] {
  const { buffer } = bytes.slice();
  if (type === "int64") return Array.from(new BigInt64Array(buffer), Number);
  if (type === "float64") return [...new Float64Array(buffer)];
  if (type === "int32") return [...new Int32Array(buffer)];
  return [...(type === "float32" ? new Float32Array(buffer) : bytes)];
}

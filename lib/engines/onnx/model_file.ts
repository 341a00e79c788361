import { type Attribute, type ElementType, Graph, type Node, type Port, valuesRead } from "./graph.ts";
import { ProtobufWriter } from "./protobuf.ts";

/** ONNX's numbers for element types (TensorProto.DataType). */
export const ELEMENT_TYPE_NUMBERS: Readonly<Record<ElementType, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
};

const IR_VERSION = 9;
const OPSETS = [["", 18], ["com.microsoft", 1], ["com.microsoft.nchwc", 1]] as const;

/** A shape; an axis of negative length is left open, under the name that all such axes share. */
function writeShape(shape: readonly number[]): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const length of shape) {
    const dimension = new ProtobufWriter();
    writer.message(1, length < 0 ? dimension.text(2, "batch") : dimension.integer(1, length));
  }
  return writer;
}

function writePort({ name, shape, type = "float32" }: Port): ProtobufWriter {
  const tensor = new ProtobufWriter().integer(1, ELEMENT_TYPE_NUMBERS[type]).message(2, writeShape(shape));
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
}

function writeAttribute(name: string, value: Attribute): ProtobufWriter {
  const writer = new ProtobufWriter().text(1, name);
  if (typeof value === "number") return writer.integer(3, value).integer(20, 2);
  if (typeof value === "string") return writer.text(4, value).integer(20, 3);
  if (value instanceof Graph) return writer.message(6, writeGraph(value)).integer(20, 5);
  if ("float" in value) return writer.float(2, value.float).integer(20, 1);
  for (const entry of value) writer.integer(8, entry);
  return writer.integer(20, 7);
}

function writeNode({ op, inputs, attributes, outputs }: Node): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const input of inputs) writer.text(1, input);
  for (const output of outputs) writer.text(2, output);
  const [name, domain] = op.split("/").toReversed();
  writer.text(4, name!);
  for (const [key, value] of Object.entries(attributes)) writer.message(5, writeAttribute(key, value));
  return domain === undefined ? writer : writer.text(7, domain);
}

function writeGraph(graph: Graph): ProtobufWriter {
  const body = new ProtobufWriter();
  const nodes = graph.nodes();
  // a value that a node makes is named as the output it is; what else is put out has to be copied
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  // graphs inside know values by the names that they have here
  for (const node of nodes) {
    for (const value of valuesRead(node).slice(node.inputs.length)) made.delete(value);
  }
  const names = new Map<string, string>();
  for (const { name, value } of graph.outputs) {
    if (made.has(value) && !names.has(value)) names.set(value, name);
  }
  const rename = (list: readonly string[]) => list.map((value) => names.get(value) ?? value);
  for (const node of nodes) {
    body.message(1, writeNode({ ...node, inputs: rename(node.inputs), outputs: rename(node.outputs) }));
  }
  for (const { name, value } of graph.outputs) {
    if (names.get(value) === name) continue;
    body.message(1, writeNode({ op: "Identity", inputs: rename([value]), attributes: {}, outputs: [name] }));
  }
  body.text(2, "flowlab");
  const used = new Set([
    ...nodes.flatMap(valuesRead),
    ...graph.outputs.map(({ value }) => value),
  ]);
  for (const [name, { type, shape, bytes }] of graph.constants) {
    if (!used.has(name)) continue;
    const tensor = new ProtobufWriter();
    for (const length of shape) tensor.integer(1, length);
    body.message(5, tensor.integer(2, ELEMENT_TYPE_NUMBERS[type]).text(8, name).bytes(9, bytes));
  }
  for (const port of graph.inputs) body.message(11, writePort(port));
  for (const port of graph.outputs) body.message(12, writePort(port));
  return body;
}

/** The operators of a graph and of those inside it. */
function operatorsOf(graph: Graph): string[] {
  return graph.nodes().flatMap(({ op, attributes }) => [
    op,
    ...Object.values(attributes).flatMap((value) => value instanceof Graph ? operatorsOf(value) : []),
  ]);
}

/**
 * Writes a graph as an ONNX file, opset 18.
 *
 * @param graph The program.
 * @param metadata Texts that travel in the file, such as the experiment that made it.
 * @returns The file's bytes, the same for the same graph.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function modelFile(graph: Graph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const file = new ProtobufWriter().integer(1, IR_VERSION).text(2, "flowlab").message(7, writeGraph(graph));
  const operators = operatorsOf(graph);
  for (const [domain, version] of OPSETS) {
    if (domain !== "" && !operators.some((op) => op.startsWith(`${domain}/`))) continue;
    file.message(8, new ProtobufWriter().text(1, domain).integer(2, version));
  }
  for (const [key, value] of Object.entries(metadata)) {
    file.message(14, new ProtobufWriter().text(1, key).text(2, value));
  }
  return file.finish();
}

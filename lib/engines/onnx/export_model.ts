import type { Signature, TensorFunction } from "../engine.ts";
import { ANY_LENGTH, type Constant, Graph, type Node, type Port } from "./graph.ts";
import { modelFile } from "./model_file.ts";
import { trace } from "./trace.ts";

/** A function that can be compiled for any batch size, `B`, the first axis of its inputs. */
export interface BatchedFunction {
  /** The function; its outputs are named as it names them. */
  readonly fn: TensorFunction;
  /** Its inputs and constants for a batch size. */
  signature(batchSize: number): Signature;
}

/** An ONNX file, and what it can be fed. */
export interface ExportedModel {
  /** The file's bytes. */
  readonly bytes: Uint8Array;
  /** The batch size that it takes; undefined when it takes any. */
  readonly batchSize: number | undefined;
}

/**
 * Writes a tensor function as an ONNX file for other programs: standard operators only, constants inside.
 *
 * A trace is made for one batch size. Two traces of different size tell where the size occurs: where it is the
 * length of an axis that a reshape or an expansion keeps, ONNX can leave it open, and the file takes batches of
 * any size. A function that uses the size in another way is written for `batchSize` alone.
 *
 * @param batched The function.
 * @param batchSize The batch size to fall back on.
 * @param metadata Texts that travel in the file.
 * @throws {Failure} If the function uses an operation that has no lowering.
 */
export function exportModel(
  { fn, signature }: BatchedFunction,
  batchSize: number,
  metadata: Readonly<Record<string, string>>,
): ExportedModel {
  const open = withOpenBatch(trace(fn, signature(2), 0), trace(fn, signature(3), 0));
  if (open !== undefined) return { bytes: modelFile(open, metadata), batchSize: undefined };
  return { bytes: modelFile(trace(fn, signature(batchSize), 0), metadata), batchSize };
}

/** The graph with the lengths left open in which two traces differ; undefined if ONNX cannot express it. */
function withOpenBatch(two: Graph, three: Graph): Graph | undefined {
  const [nodes, others] = [two.nodes(), three.nodes()];
  if (nodes.length !== others.length) return undefined;
  const graph = new Graph();
  const names = new Map<string, string>();
  for (const port of two.inputs) {
    names.set(port.value, graph.input(port.name, openPort(port, three.inputs).shape));
  }
  for (const [i, node] of nodes.entries()) {
    const inputs: string[] = [];
    for (const [j, name] of node.inputs.entries()) {
      const constant = two.constants.get(name);
      const opened = constant &&
        openConstant(node, constant, three.constants.get(others[i]!.inputs[j]!), two);
      if (constant !== undefined && opened === undefined) return undefined;
      inputs.push(opened ? graph.constant(opened.type, opened.shape, opened.bytes) : names.get(name) ?? name);
    }
    const outputs = graph.addMany(node.op, inputs, node.attributes, node.outputs.length);
    node.outputs.forEach((output, k) => names.set(output, outputs[k]!));
  }
  for (const port of two.outputs) {
    const { name, shape } = openPort(port, three.outputs);
    graph.output(name, shape, names.get(port.value)!);
  }
  return graph;
}

/** An input or output with the axes left open in which two traces differ. */
function openPort(port: Port, others: readonly Port[]): Port {
  const other = others.find(({ name }) => name === port.name)!;
  const shape = port.shape.map((length, axis) => length === other.shape[axis] ? length : ANY_LENGTH);
  return { ...port, shape };
}

/** A constant of a node with the batch size left open; undefined where that cannot be expressed. */
function openConstant(
  { op, inputs }: Node,
  two: Constant,
  three: Constant | undefined,
  graph: Graph,
): Constant | undefined {
  if (three === undefined || `${two.shape}` !== `${three.shape}`) return undefined;
  if (two.bytes.every((byte, i) => byte === three.bytes[i])) return two;
  if (two.type !== "int64") return undefined;
  const lengths = new BigInt64Array(two.bytes.slice().buffer);
  const others = new BigInt64Array(three.bytes.slice().buffer);
  const open = [...lengths.keys()].filter((i) => lengths[i] !== others[i]);
  if (open.length !== 1) return undefined;
  if (op === "Reshape") lengths[open[0]!] = BigInt(ANY_LENGTH);
  // a length of 1 keeps that of what is expanded, which therefore must have it
  else if (op === "Expand" && !graph.constants.has(inputs[0]!)) lengths[open[0]!] = 1n;
  else return undefined;
  return { ...two, bytes: new Uint8Array(lengths.buffer) };
}

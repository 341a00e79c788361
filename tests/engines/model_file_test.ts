import { Graph } from "../../lib/engines/onnx/graph.ts";
import { modelFile } from "../../lib/engines/onnx/model_file.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { decode, messages, texts, values } from "./wire_format.ts";

/** A graph with something of everything. */
function example(changed = 0.5): Graph {
  const graph = new Graph();
  const x = graph.input("x", [2, 3]);
  const state = graph.input("state", []);
  graph.add("Exp", [x, graph.constant("float32", [1], Float32Array.of(99))]);
  const leaky = graph.add("LeakyRelu", [x], { alpha: { float: changed } });
  const turned = graph.add("Transpose", [leaky], { perm: [1, 0] });
  const blocked = graph.add("com.microsoft.nchwc/ReorderInput", [turned], { channels_last: 0, mode: "m" });
  graph.output("y", [3, 2], graph.add("Reshape", [blocked, graph.integers(3, 2)]));
  graph.output("state", [], state);
  return graph;
}

/** The graph inside a file (ModelProto.graph). */
function graphOf(file: Uint8Array): Uint8Array {
  return messages(file, 7)[0]!;
}

Deno.test("equal graphs give the same bytes, others do not", () => {
  assertEquals(modelFile(example()), modelFile(example()));
  assertTrue(`${modelFile(example())}` !== `${modelFile(example(0.25))}`);
});

Deno.test("the nodes that are needed are written, and one that copies an input that is put out", () => {
  const nodes = messages(graphOf(modelFile(example())), 1);
  assertEquals(nodes.map((node) => [texts(node, 4), texts(node, 7)]), [
    [["LeakyRelu"], []],
    [["Transpose"], []],
    [["ReorderInput"], ["com.microsoft.nchwc"]],
    [["Reshape"], []],
    [["Identity"], []],
  ]);
  for (const [i, node] of nodes.entries()) {
    const known = ["x", "state", ...nodes.slice(0, i).flatMap((earlier) => texts(earlier, 2))];
    const constants = messages(graphOf(modelFile(example())), 5).flatMap((tensor) => texts(tensor, 8));
    for (const input of texts(node, 1)) assertTrue([...known, ...constants].includes(input), input);
  }
});

Deno.test("attributes carry their type", () => {
  const nodes = messages(graphOf(modelFile(example())), 1);
  const attributes = nodes.flatMap((node) => messages(node, 5)).map((attribute) => [
    texts(attribute, 1)[0],
    ...decode(attribute).filter(({ number }) => number !== 1).map(({ number, value }) => [number, value]),
  ]);
  assertEquals(attributes, [
    ["alpha", [2, new Uint8Array(Float32Array.of(0.5).buffer)], [20, 1n]],
    ["perm", [8, 1n], [8, 0n], [20, 7n]],
    ["channels_last", [3, 0n], [20, 2n]],
    ["mode", [4, new TextEncoder().encode("m")], [20, 3n]],
  ]);
});

Deno.test("constants that are used are written with their shape and entries, others are not", () => {
  const [tensor, ...rest] = messages(graphOf(modelFile(example())), 5);
  assertEquals(rest, []);
  // int64 is number 7
  assertEquals([values(tensor!, 1), values(tensor!, 2)], [[2n], [7n]]);
  assertEquals(new BigInt64Array(messages(tensor!, 9)[0]!.buffer), BigInt64Array.of(3n, 2n));
});

Deno.test("inputs and outputs are written with their shapes, open axes under one name", () => {
  const graph = new Graph();
  graph.output("y", [-1, 3], graph.input("x", [-1, 3]));
  graph.output("z", [], graph.input("s", []));
  const ports = (field: number) =>
    messages(graphOf(modelFile(graph)), field).map((port) => {
      const tensorType = messages(messages(port, 2)[0]!, 1)[0]!;
      const dimensions = messages(messages(tensorType, 2)[0]!, 1);
      const lengths = dimensions.map((dimension) => texts(dimension, 2)[0] ?? values(dimension, 1)[0]);
      // float32 is number 1
      assertEquals(values(tensorType, 1), [1n]);
      return [texts(port, 1)[0], ...lengths];
    });
  assertEquals(ports(11), [["x", "batch", 3n], ["s"]]);
  assertEquals(ports(12), [["y", "batch", 3n], ["z"]]);
});

Deno.test("a file names the operator sets that it uses, and carries its metadata", () => {
  const sets = (file: Uint8Array) => messages(file, 8).map((set) => [texts(set, 1)[0], values(set, 2)[0]]);
  assertEquals(sets(modelFile(example())), [["", 18n], ["com.microsoft.nchwc", 1n]]);
  const graph = new Graph();
  graph.output("y", [2], graph.add("Neg", [graph.input("x", [2])]));
  const file = modelFile(graph, { experiment: "moons", seed: "7" });
  assertEquals(sets(file), [["", 18n]]);
  assertEquals(messages(file, 14).map((entry) => [texts(entry, 1)[0], texts(entry, 2)[0]]), [
    ["experiment", "moons"],
    ["seed", "7"],
  ]);
  assertEquals(values(file, 1), [9n]);
});

Deno.test("a graph inside a node is written with its own constants and types, and reads what is outside", () => {
  const graph = new Graph();
  const x = graph.input("x", [2]);
  const outside = graph.add("Neg", [x]);
  const body = graph.inner();
  body.innerInput([], "int64");
  const going = body.innerInput([], "bool");
  body.innerOutput([], going, "bool");
  const blocked = body.add("com.microsoft.nchwc/ReorderInput", [outside], {});
  body.innerOutput([2], body.add("Mul", [blocked, body.scalar(0.5)]));
  graph.output("all", [3, 2], graph.add("Loop", [graph.integers(3), ""], { body }));
  graph.output("outside", [2], outside);

  const file = modelFile(graph);
  const nodes = messages(graphOf(file), 1);
  // what the graph inside reads keeps its name, and is copied to the output
  assertEquals(nodes.map((node) => texts(node, 4)[0]), ["Neg", "Loop", "Identity"]);
  assertEquals([texts(nodes[0]!, 2), texts(nodes[2]!, 1)], [[outside], [outside]]);
  const [attribute] = messages(nodes[1]!, 5);
  // AttributeProto: name 1, graph 6, type 20, of which a graph is number 5
  assertEquals([texts(attribute!, 1), values(attribute!, 20)], [["body"], [5n]]);
  const [inner] = messages(attribute!, 6);
  assertEquals(messages(inner!, 1).map((node) => texts(node, 4)[0]), ["ReorderInput", "Mul", "Identity"]);
  assertEquals(texts(messages(inner!, 1)[0]!, 1), [outside]);
  assertEquals(messages(inner!, 5).length, 1);
  const types = (field: number) =>
    messages(inner!, field).map((port) => values(messages(messages(port, 2)[0]!, 1)[0]!, 1)[0]);
  // int64 is number 7, bool 9, float32 1
  assertEquals([types(11), types(12)], [[7n, 9n], [9n, 1n]]);
  assertEquals(messages(file, 8).map((set) => texts(set, 1)[0]), ["", "com.microsoft.nchwc"]);
});

import { Graph } from "../../lib/engines/onnx/graph.ts";
import { inPlace } from "../../lib/engines/onnx/in_place.ts";
import { assertEquals } from "../support/assert.ts";

/** The inputs in whose place an output `y` of shape `[4]` can be written. */
function placesOf(make: (graph: Graph, a: string, b: string) => string): string[] {
  const graph = new Graph();
  const [a, b] = [graph.input("a", [4]), graph.input("b", [4])];
  graph.input("c", [2]);
  graph.output("y", [4], make(graph, a, b));
  return [...inPlace(graph).get("y")!];
}

Deno.test("an output of arithmetic is written in the place of any input of its shape that is read no later", () => {
  assertEquals(placesOf((graph, a, b) => graph.add("Add", [a, b])), ["a", "b"]);
  assertEquals(placesOf((graph, a, b) => graph.add("Sqrt", [graph.add("Mul", [a, b])])), ["a", "b"]);
  const split = (graph: Graph, a: string, b: string) =>
    graph.add("Sub", [b, graph.add("Concat", graph.addMany("Split", [a], { axis: 0 }, 2), { axis: 0 })]);
  assertEquals(placesOf(split), ["a", "b"]);
});

Deno.test("an output is not written where something else may still be read", () => {
  const readLater = (graph: Graph, a: string, b: string) => {
    graph.output("z", [4], graph.add("Sin", [a]));
    return graph.add("Mul", [a, b]);
  };
  assertEquals(placesOf(readLater), ["b"]);
  const viewReadLater = (graph: Graph, a: string, b: string) => {
    graph.output("z", [2, 2], graph.add("Sin", [graph.add("Reshape", [a, graph.integers(2, 2)])]));
    return graph.add("Mul", [a, b]);
  };
  assertEquals(placesOf(viewReadLater), ["b"]);
  const putOut = (graph: Graph, a: string, b: string) => {
    graph.output("z", [4], a);
    return graph.add("Mul", [a, b]);
  };
  assertEquals(placesOf(putOut), ["b"]);
});

Deno.test("an output is not written in place by what is no arithmetic, or may be merged with other operations", () => {
  assertEquals(placesOf((graph, a) => graph.add("Softmax", [a])), []);
  assertEquals(placesOf((_, a) => a), []);
  const product = (graph: Graph, a: string, b: string) => graph.add("Add", [a, graph.add("MatMul", [a, b])]);
  assertEquals(placesOf(product), []);
  const gate = (graph: Graph, a: string) => graph.add("Mul", [a, graph.add("Sigmoid", [a])]);
  assertEquals(placesOf(gate), []);
  const turned = (graph: Graph, a: string, b: string) =>
    graph.add("Add", [a, graph.add("Reshape", [b, graph.integers(4)])]);
  assertEquals(placesOf(turned), []);
});

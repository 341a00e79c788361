import { Graph } from "../../lib/engines/onnx/graph.ts";
import { reshape, transpose } from "../../lib/engines/onnx/layout.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";

/** The operators of a graph in order. */
function operators(graph: Graph): string[] {
  return graph.nodes().map(({ op }) => op);
}

Deno.test("a node that repeats another is not added", () => {
  const graph = new Graph();
  const x = graph.input("x", [3]);
  const sine = graph.add("Sin", [x]);
  assertEquals(graph.add("Sin", [x]), sine);
  assertTrue(graph.add("Cos", [x]) !== sine);
  const cut = (axis: number) => graph.addMany("Split", [x], { axis }, 2);
  assertEquals(cut(0), cut(0));
  assertTrue(cut(1)[0] !== cut(0)[0]);
  graph.output("y", [3], graph.add("Add", [sine, graph.add("Sin", [x])]));
  assertEquals(operators(graph), ["Sin", "Add"]);
});

Deno.test("nodes that no output needs are left out, in an order that can run", () => {
  const graph = new Graph();
  const x = graph.input("x", [3]);
  const sine = graph.add("Sin", [x]);
  graph.add("Exp", [graph.add("Cos", [x])]);
  const [, second] = graph.addMany("Split", [graph.add("Neg", [sine])], { axis: 0 }, 2);
  graph.output("y", [1], second!);
  assertEquals(operators(graph), ["Sin", "Neg", "Split"]);
  graph.output("z", [3], sine);
  assertEquals(operators(graph), ["Sin", "Neg", "Split"]);
});

Deno.test("equal constants of the same type and shape are stored once", () => {
  const graph = new Graph();
  const half = graph.scalar(0.5);
  assertEquals(graph.scalar(0.5), half);
  assertEquals(graph.integers(1, 2), graph.integers(1, 2));
  const others = [
    graph.scalar(0.25),
    graph.constant("float32", [1], Float32Array.of(0.5)),
    graph.constant("int32", [], new Int32Array(Float32Array.of(0.5).buffer)),
  ];
  assertEquals(new Set([half, ...others]).size, 4);
  assertEquals(graph.constants.size, 5);
});

Deno.test("a constant is a copy of what was given, and only of the part that a view shows", () => {
  const graph = new Graph();
  const data = Float32Array.of(1, 2, 3, 4);
  const name = graph.constant("float32", [2], data.subarray(1, 3));
  data.fill(0);
  assertEquals(new Float32Array(graph.constants.get(name)!.bytes.buffer), Float32Array.of(2, 3));
});

Deno.test("part of a constant is a constant in another shape, and the same one when asked again", () => {
  const graph = new Graph();
  const whole = graph.constant("float32", [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
  const part = graph.part(whole, [2, 1], 3);
  const { type, shape, bytes } = graph.constants.get(part)!;
  assertEquals([type, shape], ["float32", [2, 1]]);
  assertEquals(new Float32Array(bytes.slice().buffer), Float32Array.of(4, 5));
  assertEquals(graph.part(whole, [2, 1], 3), part);
  assertTrue(graph.part(whole, [2, 1], 2) !== part);
  graph.output("y", [2, 1], graph.add("Neg", [part]));
  assertTrue(`${graph}`.includes("Neg([4,5])"), `${graph}`);
  assertEquals(reshape(graph, whole, [6]), graph.part(whole, [6]));
});

Deno.test("zero and minus zero are different constants", () => {
  const graph = new Graph();
  assertTrue(graph.scalar(0) !== graph.scalar(-0));
});

Deno.test("the text names every input, node, small constant, attribute and output", () => {
  const graph = new Graph();
  const x = graph.input("x", [2, 3]);
  const picked = graph.add("Slice", [x, graph.integers(0, 1)], { axes: [1], mode: "nearest" });
  graph.add("Neg", [x]);
  const shifted = graph.add("Add", [picked, graph.scalar(0.5)]);
  const wide = graph.add("Mul", [shifted, graph.constant("float32", [20], new Float32Array(20))]);
  graph.output("y", [2, 1], wide);
  assertEquals(
    graph.toString(),
    [
      "input x: [2,3]",
      'v1 = Slice(x, [0,1]) axes=[1] mode="nearest"',
      "v4 = Add(v1, [0.5])",
      "v6 = Mul(v4, c5)",
      "output y: [2,1] = v6",
    ].join("\n"),
  );
});

Deno.test("an output that is named like an input gets a prime", () => {
  const graph = new Graph();
  const params = graph.input("params", [3]);
  graph.output("params", [3], graph.add("Neg", [params]));
  graph.output("loss", [3], params);
  assertEquals(graph.outputs.map(({ name }) => name), ["params'", "loss"]);
});

Deno.test("an input or output cannot have a name of a value inside", async () => {
  await assertFails(() => new Graph().input("v0", []), 'Cannot name an input or output "v0"');
  await assertFails(() => new Graph().output("c12", [], "x"), "c or v and a number");
  assertEquals(new Graph().input("v", []), "v");
});

Deno.test("transpositions in a row become one, and none where they cancel", () => {
  const graph = new Graph();
  const x = graph.input("x", [2, 3, 4, 5]);
  const first = transpose(graph, x, [2, 3, 4, 5], [0, 3, 1, 2]);
  assertEquals(transpose(graph, first, [2, 5, 3, 4], [0, 2, 3, 1]), x);
  const composed = transpose(graph, first, [2, 5, 3, 4], [1, 0, 2, 3]);
  assertEquals(composed, transpose(graph, x, [2, 3, 4, 5], [3, 0, 1, 2]));
  assertEquals(transpose(graph, x, [2, 3, 4, 5], [0, 1, 2, 3]), x);
  graph.output("y", [5, 2, 3, 4], composed);
  assertEquals(operators(graph), ["Transpose"]);
});

Deno.test("a transposition that moves only axes of length 1 is a reshape", () => {
  const graph = new Graph();
  const x = graph.input("x", [2, 1, 1, 5]);
  const moved = transpose(graph, x, [2, 1, 1, 5], [0, 3, 1, 2]);
  graph.output("y", [2, 5, 1, 1], moved);
  assertEquals(operators(graph), ["Reshape"]);
});

Deno.test("reshapes in a row become one", () => {
  const graph = new Graph();
  const x = graph.input("x", [2, 6]);
  const twice = reshape(graph, reshape(graph, x, [12]), [3, 4]);
  assertEquals(twice, reshape(graph, x, [3, 4]));
  graph.output("y", [3, 4], twice);
  assertEquals(operators(graph), ["Reshape"]);
});

/** A graph with a loop that adds `x` to `sum`, and puts out the sums. */
function looping(): { graph: Graph; body: Graph } {
  const graph = new Graph();
  const [x, sum] = [graph.input("x", [3]), graph.input("sum", [3])];
  const doubled = graph.add("Add", [x, x]);
  const body = graph.inner();
  body.innerInput([], "int64");
  const going = body.innerInput([], "bool");
  const before = body.innerInput([3]);
  const after = body.add("Add", [before, body.add("Mul", [doubled, body.scalar(0.5)])]);
  body.innerOutput([], going, "bool");
  body.innerOutput([3], after);
  body.innerOutput([3], after);
  const [last, all] = graph.addMany("Loop", [graph.integers(4), "", sum], { body }, 2);
  graph.output("sum", [3], last!);
  graph.output("sums", [4, 3], all!);
  return { graph, body };
}

Deno.test("what a graph inside reads is needed, and no two values of both have one name", () => {
  const { graph, body } = looping();
  assertEquals(operators(graph), ["Add", "Loop"]);
  const named = (graph: Graph) => [
    ...graph.nodes().flatMap(({ outputs }) => outputs),
    ...graph.constants.keys(),
    ...graph.inputs.map(({ name }) => name),
    ...graph.outputs.map(({ name }) => name),
  ];
  const names = [...named(graph), ...named(body)];
  assertEquals(new Set(names).size, names.length);
});

Deno.test("two loops over the same values are two nodes", () => {
  const graph = new Graph();
  const x = graph.input("x", [3]);
  const loops = ["Sin", "Cos"].map((op) => {
    const body = graph.inner();
    const inner = body.innerInput([3]);
    body.innerOutput([3], body.add(op, [inner]));
    return graph.add("Loop", [graph.integers(2), "", x], { body });
  });
  assertTrue(loops[0] !== loops[1]);
});

Deno.test("the text shows the graph inside a node", () => {
  const text = `${looping().graph}`;
  assertTrue(/^v\d+, v\d+ = Loop\(\[4\], , sum\) body=\{\n {2}input v\d+: \[\]\n/m.test(text), text);
  assertTrue(/^ {2}v\d+ = Mul\(v\d+, \[0\.5\]\)$/m.test(text), text);
});

import { ANY_LENGTH, Graph } from "./graph.ts";

/**
 * A graph that does the work of another several times, each time on what the last one made of the carried inputs.
 *
 * The other inputs and outputs get an axis in front, for the times; its length is open, and says how often.
 *
 * @param once The work.
 * @param carried The inputs that outputs of the same name and shape feed; not all inputs.
 */
export function repeat(once: Graph, carried: readonly string[]): Graph {
  const graph = new Graph(once.blockSize);
  for (const { name, shape } of once.inputs) {
    graph.input(name, carried.includes(name) ? shape : [ANY_LENGTH, ...shape]);
  }
  const stacked = once.inputs.filter(({ name }) => !carried.includes(name));
  const feeding = carried.map((name) => once.outputs.find((output) => output.name === `${name}'`)!);
  const others = once.outputs.filter((output) => !feeding.includes(output));

  const body = graph.inner();
  const number = body.innerInput([], "int64");
  const going = body.innerInput([], "bool");
  body.innerOutput([], going, "bool");
  /** The values of the work, by their names in the graph that does it once. */
  const names = new Map(carried.map((name, i) => [name, body.innerInput(feeding[i]!.shape)]));
  for (const { name } of stacked) names.set(name, body.add("Gather", [name, number], { axis: 0 }));
  for (const [name, { type, shape, bytes }] of once.constants) {
    names.set(name, body.constant(type, shape, bytes));
  }
  for (const { op, inputs, attributes, outputs } of once.nodes()) {
    const own = body.addMany(op, inputs.map((name) => names.get(name) ?? name), attributes, outputs.length);
    outputs.forEach((name, i) => names.set(name, own[i]!));
  }

  for (const { shape, value } of [...feeding, ...others]) body.innerOutput(shape, names.get(value)!);
  const times = graph.add("Shape", [stacked[0]!.name], { start: 0, end: 1 });
  const made = graph.addMany("Loop", [times, "", ...carried], { body }, feeding.length + others.length);
  carried.forEach((name, i) => graph.output(name, feeding[i]!.shape, made[i]!));
  others.forEach(({ name, shape }, i) =>
    graph.output(name, [ANY_LENGTH, ...shape], made[feeding.length + i]!)
  );
  return graph;
}

import type { Graph, Node } from "./graph.ts";

/** Operators that compute each entry of the result of the entries of operands at its place alone. */
const ARITHMETIC: ReadonlySet<string> = new Set(["Add", "Div", "Max", "Min", "Mul", "Sqrt", "Sub"]);

/** Operators that may pass their input's memory on. */
const VIEWS: ReadonlySet<string> = new Set(["Reshape", "Squeeze", "Unsqueeze"]);

/** Operators that the runtime does not merge with arithmetic that follows. */
const APART: ReadonlySet<string> = new Set([...VIEWS, "Concat", "ReduceSum", "Slice", "Split"]);

/**
 * Finds the inputs whose memory can receive an output, as that of a state that is carried from call to call.
 *
 * That is safe where the output is made by arithmetic, entry by entry, and every other operation that reads the input
 * is done by then, since the last one depends on it. The runtime may merge operations into one of its own, of which
 * this is not known; so only arithmetic may come before, down to operations with which nothing is merged.
 *
 * @param graph The program.
 * @returns By the name of an output, the names of such inputs.
 */
export function inPlace(graph: Graph): ReadonlyMap<string, ReadonlySet<string>> {
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes()) {
    for (const value of new Set(node.inputs)) readers.set(value, [...readers.get(value) ?? [], node]);
  }
  /** All nodes that read a value or a view of it. */
  const readersOf = (value: string): readonly Node[] =>
    (readers.get(value) ?? []).flatMap((node) =>
      VIEWS.has(node.op) ? [node, ...node.outputs.flatMap(readersOf)] : [node]
    );
  const isPutOut = new Set(graph.outputs.map(({ value }) => value));

  return new Map(graph.outputs.map(({ name, shape, value }) => {
    const last = graph.producer(value);
    const before = contributors(graph, last);
    const inputs = last === undefined
      ? []
      : graph.inputs.filter((input) =>
        `${input.shape}` === `${shape}` && !isPutOut.has(input.value) &&
        isArithmetic(graph, last) &&
        // of a view the last operation may read another entry than it writes
        !last.inputs.some((read) => VIEWS.has(graph.producer(read)?.op ?? "")) &&
        readersOf(input.value).every((node) => node === last || before.has(node))
      );
    return [name, new Set(inputs.map((input) => input.name))];
  }));
}

/** Whether a node and all before it is arithmetic, down to operations with which the runtime merges nothing. */
function isArithmetic(graph: Graph, { op, inputs }: Node): boolean {
  if (!ARITHMETIC.has(op)) return false;
  return inputs.every((value) => {
    const producer = graph.producer(value);
    return producer === undefined || APART.has(producer.op) || isArithmetic(graph, producer);
  });
}

/** The nodes on whose results a node depends. */
function contributors(graph: Graph, node: Node | undefined): ReadonlySet<Node> {
  const found = new Set<Node>();
  const open = [node];
  while (open.length > 0) {
    for (const value of open.pop()?.inputs ?? []) {
      const producer = graph.producer(value);
      if (producer === undefined || found.has(producer)) continue;
      found.add(producer);
      open.push(producer);
    }
  }
  return found;
}

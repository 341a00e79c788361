import { sizeOf } from "../../tensor/shape.ts";
import type { Shape } from "../../tensor/types.ts";

/** The element types that occur in our graphs. */
export type ElementType = "float32" | "float64" | "int32" | "int64" | "bool";

/** An attribute of a node: an integer, a list of integers, a text, a floating-point number, or a graph. */
export type Attribute = number | readonly number[] | string | { readonly float: number } | Graph;

/** One operation. */
export interface Node {
  /** The operator, with its domain in front where that is not ONNX's own: `com.microsoft.nchwc/Conv`. */
  readonly op: string;
  /** The values that it reads; an empty name stands for an optional input left out. */
  readonly inputs: readonly string[];
  /** Its attributes. */
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** The values that it makes. */
  readonly outputs: readonly string[];
}

/** A value that is part of the program. */
export interface Constant {
  /** The element type. */
  readonly type: ElementType;
  /** The lengths of its axes. */
  readonly shape: Shape;
  /** Its entries, little-endian. */
  readonly bytes: Uint8Array;
}

/** A named input or output of a graph. */
export interface Port {
  /** The name under which it is fed or fetched. */
  readonly name: string;
  /** The lengths of its axes. */
  readonly shape: Shape;
  /** The value inside the graph. */
  readonly value: string;
  /** The element type, float32 unless given. */
  readonly type?: ElementType;
}

/** The length of an axis that is only known when the graph runs. */
export const ANY_LENGTH = -1;

/** How values inside a graph are named: constants and the outputs of nodes. */
const INTERNAL_NAME = /^[cv]\d+$/;

/** Constants up to this size are compared by content, so that equal ones are stored once. */
const SHARED_CONSTANT_BYTES = 256;

/**
 * A program as a list of nodes in the order in which they were added.
 *
 * Every node is a pure function of its inputs, so a node that repeats an earlier one is not added again: the
 * earlier one's outputs are returned.
 */
export class Graph {
  /** What is fed at every run. */
  readonly inputs: Port[] = [];
  /** What is fetched at every run. */
  readonly outputs: Port[] = [];
  /** The values that are part of the program. */
  readonly constants: Map<string, Constant> = new Map();
  readonly #nodes: Node[] = [];
  readonly #producers = new Map<string, Node>();
  readonly #known = new Map<string, readonly string[]>();
  /** Counts the names given to values; a graph inside another goes on counting. */
  #names = { count: 0 };

  /**
   * @param blockSize The channel block of the blocked layout on the machine that will run the graph; 0 when
   * it has none.
   */
  constructor(readonly blockSize: number = 0) {}

  /**
   * Declares an input; its name is also the value's.
   *
   * @throws {RangeError} If the name is like those of the values inside.
   */
  input(name: string, shape: Shape): string {
    checkName(name);
    this.inputs.push({ name, shape, value: name });
    return name;
  }

  /** Declares an output. One that is named like an input, as state is that goes round, gets a prime. */
  output(name: string, shape: Shape, value: string): void {
    checkName(name);
    const taken = this.inputs.some((input) => input.name === name);
    this.outputs.push({ name: taken ? `${name}'` : name, shape, value });
  }

  /**
   * A graph for an attribute of one of this graph's nodes. It can read this graph's values by their names, and none of
   * its own is named like one of them.
   */
  inner(): Graph {
    const graph = new Graph(this.blockSize);
    graph.#names = this.#names;
    return graph;
  }

  /** Declares an input of an inner graph; such inputs go by their place, and have names of their own. */
  innerInput(shape: Shape, type: ElementType = "float32"): string {
    const name = `v${this.#names.count++}`;
    this.inputs.push({ name, shape, value: name, type });
    return name;
  }

  /** Declares an output of an inner graph; such outputs go by their place, and have names of their own. */
  innerOutput(shape: Shape, value: string, type: ElementType = "float32"): void {
    this.outputs.push({ name: `v${this.#names.count++}`, shape, value, type });
  }

  /** Adds a constant, or finds an equal small one. */
  constant(type: ElementType, shape: Shape, data: ArrayBufferView): string {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
    const shared = bytes.length <= SHARED_CONSTANT_BYTES;
    const key = `${type} [${shape}] ${shared ? bytes : this.#names.count}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known[0]!;
    const name = `c${this.#names.count++}`;
    this.constants.set(name, { type, shape, bytes });
    this.#known.set(key, [name]);
    return name;
  }

  /**
   * Adds entries of a constant that follow one another as a constant of their own, in the same memory.
   *
   * @param name The constant.
   * @param shape The shape of the entries.
   * @param first The place of the first of them.
   */
  part(name: string, shape: Shape, first = 0): string {
    const key = `part of ${name} from ${first} [${shape}]`;
    const known = this.#known.get(key);
    if (known !== undefined) return known[0]!;
    const { type, shape: whole, bytes } = this.constants.get(name)!;
    const width = bytes.length / sizeOf(whole);
    const entries = bytes.subarray(first * width, (first + sizeOf(shape)) * width);
    const part = `c${this.#names.count++}`;
    this.constants.set(part, { type, shape, bytes: entries });
    this.#known.set(key, [part]);
    return part;
  }

  /** A single number as a constant. */
  scalar(value: number): string {
    return this.constant("float32", [], Float32Array.of(value));
  }

  /** A list of integers as a constant: axes, shapes, bounds. */
  integers(...values: number[]): string {
    return this.constant("int64", [values.length], BigInt64Array.from(values.map(BigInt)));
  }

  /** Adds a node with one output, or finds the equal one. */
  add(op: string, inputs: readonly string[], attributes: Node["attributes"] = {}): string {
    return this.addMany(op, inputs, attributes, 1)[0]!;
  }

  /** Adds a node with several outputs, or finds the equal one; graphs inside are not compared. */
  addMany(
    op: string,
    inputs: readonly string[],
    attributes: Node["attributes"],
    outputCount: number,
  ): readonly string[] {
    const graphs = Object.values(attributes).some((value) => value instanceof Graph);
    const key = JSON.stringify([op, inputs, attributes, outputCount, graphs ? this.#names.count : 0]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const outputs = Array.from({ length: outputCount }, () => `v${this.#names.count++}`);
    const node = { op, inputs, attributes, outputs };
    this.#nodes.push(node);
    for (const output of outputs) this.#producers.set(output, node);
    this.#known.set(key, outputs);
    return outputs;
  }

  /** The node that makes a value; none for inputs and constants. */
  producer(value: string): Node | undefined {
    return this.#producers.get(value);
  }

  /** The nodes that the outputs depend on, in an order in which they can run. */
  nodes(): readonly Node[] {
    const needed = new Set(this.outputs.map(({ value }) => value));
    const live: Node[] = [];
    for (const node of this.#nodes.toReversed()) {
      if (!node.outputs.some((output) => needed.has(output))) continue;
      live.push(node);
      for (const value of valuesRead(node)) needed.add(value);
    }
    return live.reverse();
  }

  /** The program as text, one node a line. */
  toString(): string {
    const ports = (title: string, list: readonly Port[]) =>
      list.map(({ name, shape, value }) =>
        `${title} ${name}: [${shape}]${value === name ? "" : ` = ${value}`}`
      );
    const lines = this.nodes().map(({ op, inputs, attributes, outputs }) => {
      const settings = Object.entries(attributes).map(([name, value]) =>
        value instanceof Graph
          ? ` ${name}={\n  ${`${value}`.replaceAll("\n", "\n  ")}\n}`
          : ` ${name}=${JSON.stringify(value)}`
      );
      return `${outputs.join(", ")} = ${op}(${inputs.map((input) => this.#describe(input)).join(", ")})${
        settings.join("")
      }`;
    });
    return [...ports("input", this.inputs), ...lines, ...ports("output", this.outputs)].join("\n");
  }

  #describe(value: string): string {
    const constant = this.constants.get(value);
    if (constant === undefined || constant.bytes.length > 64) return value;
    const { buffer } = constant.bytes.slice();
    if (constant.type === "float64") return `[${new Float64Array(buffer)}]`;
    if (constant.type === "int64") return `[${new BigInt64Array(buffer)}]`;
    if (constant.type === "float32") return `[${new Float32Array(buffer)}]`;
    return constant.type === "int32" ? `[${new Int32Array(buffer)}]` : `[${constant.bytes}]`;
  }
}

/** The values that a node reads: its inputs, and what graphs inside it read besides their own values. */
export function valuesRead({ inputs, attributes }: Node): readonly string[] {
  const graphs = Object.values(attributes).filter((value) => value instanceof Graph);
  return [
    ...inputs,
    ...graphs.flatMap((graph) => [
      ...graph.nodes().flatMap(valuesRead),
      ...graph.outputs.map(({ value }) => value),
    ]),
  ];
}

function checkName(name: string): void {
  if (!INTERNAL_NAME.test(name)) return;
  throw new RangeError(`Cannot name an input or output "${name}": c or v and a number name values inside`);
}

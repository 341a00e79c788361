import type { Shape } from "../../tensor/types.ts";
import type { Graph } from "./graph.ts";

/**
 * How a rank-4 value lies in memory. TensorFlow.js always sees `[B, H, W, C]`.
 *
 * - `plain`: as TensorFlow.js sees it;
 * - `channelsFirst`: `[B, C, H, W]`;
 * - `blocked`: `[B, C/b, H, W, b]`, declared to the runtime as `[B, C, H, W]`.
 */
export type Layout = "plain" | "channelsFirst" | "blocked";

/** What TensorFlow.js holds in place of numbers while a function is traced. */
export interface Traced {
  /** The value in the graph. */
  readonly value: string;
  /** The shape as TensorFlow.js sees it. */
  readonly shape: Shape;
  /** The element type. */
  readonly dtype: "float32" | "int32" | "bool";
  /** How the value lies in memory. */
  readonly layout: Layout;
}

/** The inputs of a kernel by TensorFlow.js's names for them; `0`, `1`, … where it takes a list. */
export type KernelInputs = Readonly<Record<string, Traced>>;

/** Adds to the graph what one TensorFlow.js kernel does. */
export type Lowering<Attributes> = (
  graph: Graph,
  inputs: KernelInputs,
  attributes: Attributes,
) => Traced | readonly Traced[];

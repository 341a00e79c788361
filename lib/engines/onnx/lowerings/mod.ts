/**
 * How each TensorFlow.js kernel is written in ONNX.
 *
 * To add one: write a function from the kernel's inputs and attributes to nodes, and put it under the kernel's
 * name in the table of the file where it belongs. `tests/engines` compares it with TensorFlow.js itself.
 *
 * @module
 */
import type { Lowering } from "../traced.ts";
import { convolutions } from "./convolution.ts";
import { doublePrecision } from "./double_precision.ts";
import { elementwise } from "./elementwise.ts";
import { filling } from "./filling.ts";
import { indexing } from "./indexing.ts";
import { linearAlgebra } from "./linear_algebra.ts";
import { movement } from "./movement.ts";
import { pooling } from "./pooling.ts";
import { reductions } from "./reduction.ts";
import { resizing } from "./resizing.ts";

/** Every kernel that can be traced, by TensorFlow.js's name for it. */
export const lowerings: Readonly<Record<string, Lowering<never>>> = {
  ...convolutions,
  ...doublePrecision,
  ...elementwise,
  ...filling,
  ...indexing,
  ...linearAlgebra,
  ...movement,
  ...pooling,
  ...reductions,
  ...resizing,
};

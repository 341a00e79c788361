import type * as tf from "../../../tensor/tf.ts";
import { sizeOf } from "../../../tensor/shape.ts";
import { broadcast_util } from "../../../tensor/tf.ts";
import type { Graph } from "../graph.ts";
import { plain, reshape, transpose } from "../layout.ts";
import type { Lowering, Traced } from "../traced.ts";

/** A matrix's shape with the last two axes exchanged, if asked. */
function orientedShape({ shape }: Traced, exchanged: boolean): readonly number[] {
  return exchanged ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;
}

/** The matrix with its last two axes exchanged, if asked. */
function orient(graph: Graph, x: Traced, exchanged: boolean): string {
  const value = plain(graph, x);
  const rank = x.shape.length;
  const order = [...x.shape.keys()].with(rank - 2, rank - 1).with(rank - 1, rank - 2);
  return exchanged ? transpose(graph, value, x.shape, order) : value;
}

const matMul: Lowering<tf.BatchMatMulAttrs> = (graph, { a, b }, { transposeA, transposeB }) => {
  const left = orientedShape(a!, transposeA);
  const right = orientedShape(b!, transposeB);
  const batch = broadcast_util.assertAndGetBroadcastShape([...left.slice(0, -2)], [...right.slice(0, -2)]);
  const shape = [...batch, left.at(-2)!, right.at(-1)!];
  if (batch.every((length) => length === 1)) {
    // one product: `Gemm` reads a transposed operand where it lies
    const flat = (x: Traced) =>
      x.shape.length === 2 ? x.value : reshape(graph, plain(graph, x), x.shape.slice(-2));
    const product = graph.add("Gemm", [flat(a!), flat(b!)], {
      transA: transposeA ? 1 : 0,
      transB: transposeB ? 1 : 0,
    });
    const value = shape.length === 2 ? product : reshape(graph, product, shape);
    return { value, shape, dtype: "float32", layout: "plain" };
  }
  if (transposeA && !transposeB && sizeOf(a!.shape) > sizeOf(b!.shape)) {
    // the runtime is slow at reading a large matrix across: (bᵀ a)ᵀ reads the small one so
    const turned = graph.add("MatMul", [orient(graph, b!, true), plain(graph, a!)]);
    const exchanged = [...batch, shape.at(-1)!, shape.at(-2)!];
    const value = orient(graph, { value: turned, shape: exchanged, dtype: "float32", layout: "plain" }, true);
    return { value, shape, dtype: "float32", layout: "plain" };
  }
  const value = graph.add("MatMul", [orient(graph, a!, transposeA), orient(graph, b!, transposeB)]);
  return { value, shape, dtype: "float32", layout: "plain" };
};

/** The kernels of linear algebra. */
export const linearAlgebra = { BatchMatMul: matMul } as const;
